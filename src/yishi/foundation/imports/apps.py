from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ImportsConfig(AppConfig):
    name = "yishi.foundation.imports"
    verbose_name = "导入"

    def ready(self) -> None:
        autodiscover_modules("importers")

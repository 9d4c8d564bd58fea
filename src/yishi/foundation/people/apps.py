from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PeopleConfig(AppConfig):
    name = "yishi.foundation.people"
    verbose_name = "人员与单位"

    def ready(self) -> None:
        autodiscover_modules("personal_data")

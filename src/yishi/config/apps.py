from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "yishi.config"
    verbose_name = "配置"

    def ready(self) -> None:
        from yishi.config import checks  # noqa: F401

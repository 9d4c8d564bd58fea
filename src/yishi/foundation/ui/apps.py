from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "yishi.foundation.ui"
    verbose_name = "界面"

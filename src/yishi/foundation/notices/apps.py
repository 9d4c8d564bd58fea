from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "yishi.foundation.notices"
    verbose_name = "通知"

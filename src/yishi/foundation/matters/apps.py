from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "yishi.foundation.matters"
    verbose_name = "事项"

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "yishi.foundation.search"
    verbose_name = "检索"

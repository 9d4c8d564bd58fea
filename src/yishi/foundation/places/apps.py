from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "yishi.foundation.places"
    verbose_name = "区域与网格"

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "yishi.web"
    verbose_name = "首页"

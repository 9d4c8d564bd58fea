from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "yishi.demo"
    verbose_name = "演示区"

from django.apps import AppConfig


class VoicesConfig(AppConfig):
    name = "yishi.parts.voices"
    verbose_name = "诉求"

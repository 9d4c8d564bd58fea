from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "yishi.foundation.people"
    verbose_name = "人员与单位"

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class MattersConfig(AppConfig):
    name = "yishi.foundation.matters"
    verbose_name = "事项"

    def ready(self) -> None:
        from yishi.foundation.matters.reference_data import load_reference_data

        post_migrate.connect(load_reference_data, sender=self)

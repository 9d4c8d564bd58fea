from django.apps import AppConfig
from django.db.models.signals import post_migrate


class FilesConfig(AppConfig):
    name = "yishi.foundation.files"
    verbose_name = "附件"

    def ready(self) -> None:
        post_migrate.connect(start_sweeps, sender=self)


def start_sweeps(**_signal: object) -> None:
    """Start the nightly round."""
    from django.db import transaction
    from django.utils import timezone

    from yishi.foundation.files.commands import arrange_sweep

    with transaction.atomic():
        arrange_sweep(now=timezone.now())

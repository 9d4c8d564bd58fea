from django.apps import AppConfig
from django.db.models.signals import post_migrate


class NoticesConfig(AppConfig):
    name = "yishi.foundation.notices"
    verbose_name = "通知"

    def ready(self) -> None:
        post_migrate.connect(start_digests, sender=self)


def start_digests(**_signal: object) -> None:
    """Start the daily round of digests; a later migration leaves it where it is due."""
    from django.db import transaction
    from django.utils import timezone

    from yishi.foundation.ledger.commands import schedule
    from yishi.foundation.notices.commands import GATHER, first_digest

    with transaction.atomic():
        schedule(GATHER, task=GATHER, at=first_digest(timezone.now()))

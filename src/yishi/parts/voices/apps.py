from django.apps import AppConfig
from django.db.models.signals import post_migrate


class VoicesConfig(AppConfig):
    name = "yishi.parts.voices"
    verbose_name = "诉求"

    def ready(self) -> None:
        from yishi.foundation.matters.addresses import matter_page
        from yishi.parts.voices.choices import KIND

        matter_page(KIND, "voices:detail")
        post_migrate.connect(start_checks, sender=self)


def start_checks(**_signal: object) -> None:
    """Start the nightless round that opens second-person checks."""
    from django.db import transaction
    from django.utils import timezone

    from yishi.foundation.ledger.commands import schedule
    from yishi.parts.voices.reactions import OPEN_CHECKS

    with transaction.atomic():
        schedule(OPEN_CHECKS, task=OPEN_CHECKS, at=timezone.now())

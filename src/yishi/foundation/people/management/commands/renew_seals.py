"""Seal all contacts anew with a new key: `yishi renew_seals`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from yishi.foundation.people.actors import SYSTEM
from yishi.foundation.people.commands import renew_seals


class Command(BaseCommand):
    help = "Seal all contacts and second factors anew with a new key."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--drop-old", action="store_true", help="forget the old keys; stop the server and the worker before"
        )

    def handle(self, *, drop_old: bool, **options: Any) -> None:
        count = renew_seals(actor=SYSTEM, drop_old=drop_old)
        self.stdout.write(_("已用新的密钥重新加密 %(count)s 项。") % {"count": count})

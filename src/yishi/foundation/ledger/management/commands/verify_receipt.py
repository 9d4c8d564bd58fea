"""yishi verify_receipt FILE: whether a receipt holds, without this installation, its database or the network."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from yishi.foundation.ledger.documents import BadDocument, ReceiptProof, read_document


class Command(BaseCommand):
    help = "Verifies a receipt file by itself: the entry's hash, the path to the root, the signature on the root."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--key", default="", help="the public key (hexadecimal) that must have signed it")

    def handle(self, *, file: Path, key: str, **options: Any) -> None:
        try:
            proof = ReceiptProof.from_document(read_document(file))
            proof.verify()
            if key and key.strip().lower() != proof.head.public_key.hex():
                raise BadDocument(_("签名所用的不是您给出的公钥。"))
        except BadDocument as fault:
            raise CommandError(_("回执不成立：%(fault)s") % {"fault": fault}, returncode=1) from fault
        self.stdout.write(
            self.style.SUCCESS(
                _("回执成立：第 %(sequence)s 条在账本之内，由签于 %(signed_at)s 的签名（前 %(size)s 条）证明。")
                % {"sequence": proof.sequence, "signed_at": proof.head.signed_at, "size": proof.head.size}
            )
        )
        self.stdout.write(_("签名公钥：%(key)s。请与公开账本页面上的公钥比对。") % {"key": proof.head.public_key.hex()})
        if proof.body:
            self.stdout.write(proof.body.decode("utf-8"))

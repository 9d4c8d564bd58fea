"""yishi verify_ledger: finds altered, removed, inserted and reordered entries, and says which."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from yishi.foundation.ledger.documents import BadDocument, SignedHead, read_document
from yishi.foundation.ledger.queries import consistency_proof, signed_size
from yishi.foundation.ledger.verification import Report, is_known_key, verify_ledger


class Command(BaseCommand):
    help = "Verifies all entries, the chain, the tree and the signed heads. Ends with 1 if anything is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", dest="as_json", action="store_true", help="print the report as JSON")
        parser.add_argument(
            "--head",
            type=Path,
            action="append",
            default=[],
            metavar="FILE",
            help="a signed head (or a receipt) kept from earlier; the ledger must still begin with what it covers",
        )

    def handle(self, *, as_json: bool, head: list[Path], **options: Any) -> None:
        kept = [_kept_head(path) for path in head]
        report = verify_ledger(kept)
        if as_json:
            self._print_document(report, kept)
        else:
            self._print_words(report, kept)
        if not report.is_sound:
            raise SystemExit(1)

    def _print_document(self, report: Report, kept: list[SignedHead]) -> None:
        document = report.as_document()
        if report.is_sound:
            document["consistency"] = [
                consistency_proof(one.size, signed_size()).as_document() for one in kept if one.size <= signed_size()
            ]
        self.stdout.write(json.dumps(document, ensure_ascii=False, indent=2))

    def _print_words(self, report: Report, kept: list[SignedHead]) -> None:
        for finding in report.findings:
            self.stdout.write(self.style.ERROR(str(finding)))
        if not report.is_protected:
            self.stdout.write(self.style.WARNING(_("提示：数据库中防止改动账本的触发器不全。")))
        numbers = {"entries": report.entries, "heads": report.heads, "findings": len(report.findings)}
        if not report.is_sound:
            self.stdout.write(_("已核对 %(entries)s 条、%(heads)s 个签名，发现 %(findings)s 处问题。") % numbers)
            return
        self.stdout.write(
            self.style.SUCCESS(_("账本完好：%(entries)s 条逐条核对无误，%(heads)s 个签名有效。") % numbers)
        )
        for one in kept:
            self.stdout.write(_("您保存的签名（前 %(size)s 条）与现在的账本一致。") % {"size": one.size})


def _kept_head(path: Path) -> SignedHead:
    try:
        document = read_document(path)
        head = SignedHead.from_document(document.get("head", document))
        if not head.has_good_signature():
            raise BadDocument(_("签名无效。"))
    except BadDocument as fault:
        raise CommandError(f"{path}: {fault}") from fault
    if not is_known_key(head.public_key):
        raise CommandError(
            _("%(file)s：签名所用的公钥 %(key)s 不是本账本的公钥。") % {"file": path, "key": head.key_id}
        )
    return head

"""What a verification of the ledger finds, in words."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy


class FindingKind(StrEnum):
    """What became of entries: changed in place, gone, slipped in, in another place; or what no longer fits them."""

    ALTERED = "altered"
    REMOVED = "removed"
    INSERTED = "inserted"
    REORDERED = "reordered"
    HEAD = "head"
    SUBTREE = "subtree"


_NAMES = {
    FindingKind.ALTERED: pgettext_lazy("ledger", "被改动"),
    FindingKind.REMOVED: pgettext_lazy("ledger", "被删除"),
    FindingKind.INSERTED: pgettext_lazy("ledger", "被插入"),
    FindingKind.REORDERED: pgettext_lazy("ledger", "被调换"),
    FindingKind.HEAD: pgettext_lazy("ledger", "与签名不符"),
    FindingKind.SUBTREE: pgettext_lazy("ledger", "中间散列值不符"),
}


@dataclass
class Finding:
    """One finding about the entries `first` … `last`. Neighbours with the same `sort` of fault are told as one."""

    kind: FindingKind
    first: int
    last: int
    text: str
    sort: str = ""

    def __str__(self) -> str:
        return _("第 %(entries)s 条%(what)s：%(text)s") % {
            "entries": str(self.first) if self.first == self.last else f"{self.first}–{self.last}",
            "what": _NAMES[self.kind],
            "text": self.text,
        }

    def as_document(self) -> dict[str, Any]:
        return {"kind": self.kind.value, "first": self.first, "last": self.last, "text": self.text}


class Findings(list[Finding]):
    """Findings in the order they were made."""

    def note(self, kind: FindingKind, first: int, last: int, text: str, sort: str = "") -> None:
        before = self[-1] if self else None
        if before and sort and (before.kind, before.sort, before.last) == (kind, sort, first - 1):
            before.last = last
        else:
            self.append(Finding(kind, first, last, text, sort))

"""The menu: which pages it names, and to whom."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yishi.foundation.people.actors import Actor
from yishi.foundation.people.models import Role


@dataclass(frozen=True)
class Entry:
    """One line of the menu: its words, the name of its address, who sees it, and whether it stays in large type."""

    label: str | Promise
    url_name: str
    seen_by: Callable[[Actor], bool] = lambda actor: True
    is_simple: bool = False


@dataclass(frozen=True)
class Line:
    """An entry on one page: where it leads, and whether the visitor is there."""

    label: str | Promise
    address: str
    is_here: bool


def is_staff(actor: Actor) -> bool:
    return actor.is_staff


def administers(actor: Actor) -> bool:
    return actor.has_role(Role.ADMINISTRATOR)


def audits(actor: Actor) -> bool:
    return actor.has_role(Role.AUDITOR)


def is_resident(actor: Actor) -> bool:
    return actor.account_id is not None and not actor.is_staff


MENU = (
    Entry(_("工作台"), "desk", is_staff, is_simple=True),
    Entry(_("说一件事"), "voices:file", is_simple=True),
    Entry(_("查进度"), "voices:track", is_simple=True),
    Entry(_("我的诉求"), "voices:mine", is_resident, is_simple=True),
    Entry(_("公开的诉求"), "voices:list"),
    Entry(_("找我的网格"), "places:find"),
    Entry(_("单位与人员"), "people:managed_units", administers),
    Entry(_("后台运行"), "ledger:worker", administers),
    Entry(_("身份查看记录"), "people:identity_looks", audits),
)

FOOTER = (
    Entry(_("这是什么"), "about"),
    Entry(_("单位通讯录"), "people:unit_directory"),
    Entry(_("办理时限承诺"), "voices:promises"),
    Entry(_("公开账本"), "ledger:index"),
    Entry(_("工作日历"), "calendar:index"),
    Entry(_("无障碍说明"), "accessibility"),
)


def lines(entries: tuple[Entry, ...], request: HttpRequest, *, is_simple: bool = False) -> list[Line]:
    """The entries this visitor sees; an entry whose part is not installed is left out."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = []
    for entry in entries:
        if (is_simple and not entry.is_simple) or not entry.seen_by(actor):
            continue
        try:
            address = reverse(entry.url_name)
        except NoReverseMatch:
            continue
        found.append(Line(entry.label, address, is_here=request.path == address))
    return found

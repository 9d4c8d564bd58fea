"""Who stands around a matter and is told of what: read for a whole batch of entries in a handful of statements."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from yishi.foundation.ledger.models import Entry
from yishi.foundation.matters.choices import Step
from yishi.foundation.matters.models import Matter, Recusal
from yishi.foundation.notices.choices import Role
from yishi.foundation.notices.models import Following
from yishi.foundation.notices.wording import WORDINGS
from yishi.foundation.people import models as people
from yishi.foundation.people.models import Account, Term, UnitKind
from yishi.foundation.people.queries import in_force

DESK_ROLES = (people.Role.OFFICER, people.Role.HEAD)
ABOVE_ROLES = (*DESK_ROLES, people.Role.SUPERVISOR)

KINDS = tuple(sorted({kind.partition(":")[0] for kind, _role in WORDINGS}))
CONFIRMED = frozenset({"voices.filed", "voices.reopened", "voices.appealed"})
"""Acts that are confirmed to the very person who did them."""
OWED_TO_AUTHOR = frozenset({Step.ANSWER, Step.APPEAL})


@dataclass(frozen=True)
class Telling:
    """One person is told one thing, in one role. Without an account it is the sealed contact of the matter's author."""

    account: Account | None
    matter: Matter
    kind: str
    role: Role
    parameters: dict[str, Any]


@dataclass
class Circles:
    """The people around the matters of a batch."""

    matters: dict[str, Matter] = field(default_factory=dict)
    merged: dict[int, list[Matter]] = field(default_factory=dict)
    followers: dict[int, list[Account]] = field(default_factory=dict)
    desks: dict[str, list[Account]] = field(default_factory=dict)
    above: dict[str, list[Account]] = field(default_factory=dict)
    centre: list[Account] = field(default_factory=list)
    recused: dict[int, set[int]] = field(default_factory=dict)


def gather(entries: Sequence[Entry], on: date) -> Circles:
    """Read who stands around the matters that the entries are about; offices as held `on` that day."""
    around = Circles()
    found = _with_authors(Matter.objects.filter(number__in={entry.subject for entry in entries}))
    around.matters = {matter.number: matter for matter in found}
    ids = [matter.pk for matter in found]
    merged: dict[int, list[Matter]] = defaultdict(list)
    for matter in _with_authors(Matter.objects.filter(merged_into__in=ids)):
        if matter.merged_into_id is not None:
            merged[matter.merged_into_id].append(matter)
    followers: dict[int, list[Account]] = defaultdict(list)
    for following in Following.objects.filter(matter__in=ids).select_related("account").order_by("pk"):
        followers[following.matter_id].append(following.account)
    recused: dict[int, set[int]] = defaultdict(set)
    for matter_id, account_id in Recusal.objects.filter(matter__in=ids, account__isnull=False).values_list(
        "matter_id", "account_id"
    ):
        recused[matter_id].add(account_id)
    around.merged, around.followers, around.recused = merged, followers, recused
    _seat_staff(around, on)
    return around


def tellings(entry: Entry, around: Circles) -> Iterator[Telling]:
    """Who is told of an entry, each person once, in the role that concerns them most."""
    matter = around.matters.get(entry.subject)
    if matter is None:
        return
    told: set[int] = set()
    for telling in _all_tellings(entry, matter, around):
        if telling.account is None:
            yield telling
        elif telling.account.is_active and telling.account.pk not in told:
            told.add(telling.account.pk)
            if entry.kind in CONFIRMED or entry.actor != f"account:{telling.account.reference}":
                yield telling


def _all_tellings(entry: Entry, matter: Matter, around: Circles) -> Iterator[Telling]:
    data = entry.data
    kind = _variant(entry.kind, data)
    for role in Role:
        if (kind, role) not in WORDINGS or not _concerns(entry.kind, role, data):
            continue
        parameters = _parameters(entry.kind, matter, data)
        if role == Role.AUTHOR:
            yield Telling(matter.authorship.account, matter, kind, role, parameters)
        elif role == Role.MERGED:
            for child in around.merged.get(matter.pk, ()):
                own = parameters | {"number": child.number, "other": matter.number}
                yield Telling(child.authorship.account, child, kind, role, own)
        else:
            for account in _office_holders(role, matter, data, around):
                yield Telling(account, matter, kind, role, parameters)


def _office_holders(role: Role, matter: Matter, data: dict[str, Any], around: Circles) -> Iterable[Account]:
    if role == Role.FOLLOWER:
        return around.followers.get(matter.pk, ())
    if role == Role.CENTRE:
        staff = around.centre
    elif role == Role.ABOVE:
        staff = around.above.get(data["to_unit"], [])
    else:
        staff = _desk(matter, data, around)
    barred = around.recused.get(matter.pk, set())
    return [account for account in staff if account.pk not in barred]


def _desk(matter: Matter, data: dict[str, Any], around: Circles) -> list[Account]:
    """The handler, where the matter has one in the unit meant; else all who may take it up there."""
    unit = data.get("unit") or (matter.unit.code if matter.unit else "")
    if matter.handler is not None and matter.unit is not None and matter.unit.code == unit:
        return [matter.handler]
    return around.desks.get(unit, [])


def _variant(kind: str, data: dict[str, Any]) -> str:
    if kind == "voices.rated" and not data["solved"]:
        return f"{kind}:unsolved"
    if kind == "voices.checked" and not data["passed"]:
        return f"{kind}:failed"
    return kind


def _concerns(kind: str, role: Role, data: dict[str, Any]) -> bool:
    if role != Role.AUTHOR:
        return True
    if kind == "matters.assigned":
        return bool(data["unit"] != data["before"])
    return "step" not in data or data["step"] in OWED_TO_AUTHOR


def _parameters(kind: str, matter: Matter, data: dict[str, Any]) -> dict[str, Any]:
    parameters = {
        "number": matter.number,
        "unit": data.get("to_unit") if kind == "voices.appealed" else data.get("unit"),
        "above": data.get("to_unit"),
        "step": data.get("step"),
        "other": data.get("into"),
        "due": data.get("answer_due_at") or data.get("due_at"),
    }
    return {name: value for name, value in parameters.items() if value}


def _with_authors(matters: Any) -> list[Matter]:
    return list(matters.select_related("authorship__account", "unit", "handler").defer("text", "public_text"))


def _seat_staff(around: Circles, on: date) -> None:
    """Put who holds office in which unit into the circles; a district has some hundred of them at most."""
    desks: dict[str, list[Account]] = defaultdict(list)
    above: dict[str, list[Account]] = defaultdict(list)
    centre: list[Account] = []
    terms = Term.objects.filter(in_force(on), role__in=ABOVE_ROLES).select_related("account", "unit").order_by("pk")
    for term in terms:
        above[term.unit.code].append(term.account)
        if term.role in DESK_ROLES:
            desks[term.unit.code].append(term.account)
            if term.unit.kind == UnitKind.CENTRE:
                centre.append(term.account)
    around.desks, around.above, around.centre = desks, above, centre

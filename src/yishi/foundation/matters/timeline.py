"""The story of a matter, told from its ledger entries in words."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from yishi.foundation.ledger.queries import entries_of
from yishi.foundation.matters.choices import Step
from yishi.foundation.matters.models import Matter
from yishi.foundation.people.actors import Actor
from yishi.foundation.people.models import Account, Unit
from yishi.foundation.ui.components import Moment, Words

AUTHOR, CENTRE, UNIT, SYSTEM = _("提出人"), _("受理中心"), _("承办单位"), _("系统")

EventWords = Mapping[str, tuple[Words, Words]]
"""By kind of event: who did it, and what happened; `%(unit)s`, `%(to_unit)s`, `%(step)s` and `%(other)s` are filled
in.
"""

MATTER_WORDS: EventWords = {
    "matters.assigned": (UNIT, _("改由%(unit)s承办")),
    "matters.assignment_refused": (UNIT, _("%(unit)s说明理由后退回，将重新分派")),
    "matters.escalated": (SYSTEM, _("“%(step)s”期限已过，已报上一级%(to_unit)s督促")),
    "matters.deadline_near": (SYSTEM, _("提醒承办单位：“%(step)s”期限将到")),
    "matters.deadline_paused": (UNIT, _("说明理由后暂停计时")),
    "matters.deadline_resumed": (UNIT, _("恢复计时")),
    "matters.deadline_recomputed": (SYSTEM, _("放假安排公布后，重新计算了“%(step)s”期限")),
    "matters.recused": (UNIT, _("有单位或人员回避")),
    "matters.note_added": (UNIT, _("添加了内部备注")),
    "matters.visibility_changed": (UNIT, _("调整了公开方式或公开内容")),
    "matters.linked": (UNIT, _("与%(other)s关联")),
    "matters.merged": (UNIT, _("并入%(other)s一起办理，答复会同时告知提出人")),
    "matters.supported": (SYSTEM, _("共有 %(total)s 人附议")),
}
STAFF_ONLY = frozenset({"matters.note_added", "matters.deadline_near", "matters.linked"})


def timeline_of(matter: Matter, *, actor: Actor, words: EventWords) -> list[Moment]:
    """The lines that the actor may read, oldest first. Staff who serve the matter also see internal acts and names."""
    entries = [e for e in entries_of(matter.number) if actor.is_staff or e.kind not in STAFF_ONLY]
    units = _units_in(entries)
    names = _names_in(entries) if actor.is_staff else {}
    lines = []
    for entry in entries:
        who, what = {**MATTER_WORDS, **words}.get(entry.kind, (SYSTEM, _("有新的进展")))
        facts = entry.data
        filled = str(what) % {
            "unit": units.get(str(facts.get("unit")), ""),
            "to_unit": units.get(str(facts.get("to_unit")), ""),
            "step": _step_name(str(facts.get("step", ""))),
            "other": facts.get("other") or facts.get("into") or "",
            "total": facts.get("total", ""),
        }
        lines.append(
            Moment(
                at=entry.occurred_at,
                who=names.get(entry.actor) or who,
                what=filled,
                is_internal=entry.kind in STAFF_ONLY,
            )
        )
    return sorted(lines, key=lambda moment: moment.at)


def _step_name(step: str) -> str:
    return str(Step(step).label) if step in Step.values else ""


def _units_in(entries: list) -> dict[str, str]:
    codes = {str(e.data.get(field)) for e in entries for field in ("unit", "to_unit") if e.data.get(field)}
    return {unit.code: str(unit) for unit in Unit.objects.filter(code__in=codes)} if codes else {}


def _names_in(entries: list) -> dict[str, str]:
    """Names of those in office who acted; residents stay nameless."""
    references = {e.actor.removeprefix("account:") for e in entries if e.actor.startswith("account:")}
    officials = Account.objects.filter(reference__in=references, terms__isnull=False).distinct()
    return {f"account:{account.reference}": str(account) for account in officials}

"""What a notice says: one sentence for each kind and each role, in the reader's language.

Sentences name numbers, units, steps and dates; never the title or the words of a matter, which may be private while a
mail or a text message travels openly and lies on a screen for all to see.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from yishi.foundation.matters.choices import Step
from yishi.foundation.notices.choices import DIGEST, Group, Role
from yishi.foundation.people.queries import unit_tree


@dataclass(frozen=True)
class Wording:
    """`sentence` with its placeholders; `undated` says it where no date is known."""

    group: Group
    sentence: str | Promise
    undated: str | Promise = ""


AUTHOR, MERGED, FOLLOWER = Role.AUTHOR, Role.MERGED, Role.FOLLOWER
STAFF, ABOVE, CENTRE = Role.STAFF, Role.ABOVE, Role.CENTRE

WORDINGS: Mapping[tuple[str, Role], Wording] = {
    ("voices.filed", AUTHOR): Wording(
        Group.PROGRESS,
        _("已收到您的诉求，编号 %(number)s，将在 %(due)s 前答复。"),
        _("已收到您的诉求，编号 %(number)s。"),
    ),
    ("voices.routed", AUTHOR): Wording(
        Group.PROGRESS,
        _("您的诉求 %(number)s 由%(unit)s办理，将在 %(due)s 前答复。"),
        _("您的诉求 %(number)s 由%(unit)s办理。"),
    ),
    ("voices.routed", STAFF): Wording(
        Group.ASSIGNMENT,
        _("诉求 %(number)s 交由%(unit)s办理，请在 %(due)s 前答复。"),
        _("诉求 %(number)s 交由%(unit)s办理。"),
    ),
    ("voices.redirected", AUTHOR): Wording(
        Group.ANSWER, _("您的诉求 %(number)s 不由本平台办理，请查看理由和应当联系的渠道。")
    ),
    ("voices.redirected", MERGED): Wording(
        Group.ANSWER,
        _("您的诉求 %(number)s（与 %(other)s 合并办理）不由本平台办理，请查看理由和应当联系的渠道。"),
    ),
    ("voices.contacted", AUTHOR): Wording(
        Group.PROGRESS, _("承办单位记录：已就您的诉求 %(number)s 与您联系。如与事实不符，请致电服务电话。")
    ),
    ("voices.answered", AUTHOR): Wording(Group.ANSWER, _("您的诉求 %(number)s 已答复，请查看并评价。")),
    ("voices.answered", MERGED): Wording(
        Group.ANSWER, _("您的诉求 %(number)s（与 %(other)s 合并办理）已答复，请查看。")
    ),
    ("voices.answered", FOLLOWER): Wording(Group.FOLLOWED, _("您关注的诉求 %(number)s 已答复。")),
    ("voices.rated", STAFF): Wording(Group.ASSIGNMENT, _("诉求 %(number)s 的提出人认为已经解决，诉求已办结。")),
    ("voices.rated:unsolved", STAFF): Wording(
        Group.ASSIGNMENT, _("诉求 %(number)s 的提出人认为没有解决，请重新办理。")
    ),
    ("voices.checked", AUTHOR): Wording(
        Group.ANSWER, _("您的诉求 %(number)s 经第二人核查后办结。如果仍未解决，您可以要求重新办理。")
    ),
    ("voices.checked:failed", AUTHOR): Wording(Group.PROGRESS, _("您的诉求 %(number)s 没有通过核查，已要求重新办理。")),
    ("voices.checked:failed", STAFF): Wording(Group.ASSIGNMENT, _("诉求 %(number)s 没有通过核查，请重新办理。")),
    ("voices.reopened", AUTHOR): Wording(
        Group.PROGRESS,
        _("您的诉求 %(number)s 已重新办理，将在 %(due)s 前答复。"),
        _("您的诉求 %(number)s 已重新办理。"),
    ),
    ("voices.reopened", STAFF): Wording(
        Group.ASSIGNMENT,
        _("诉求 %(number)s 的提出人要求重新办理，请在 %(due)s 前答复。"),
        _("诉求 %(number)s 的提出人要求重新办理。"),
    ),
    ("voices.appealed", AUTHOR): Wording(
        Group.PROGRESS,
        _("您对诉求 %(number)s 的复议申请由%(unit)s办理，将在 %(due)s 前答复。"),
        _("您对诉求 %(number)s 的复议申请由%(unit)s办理。"),
    ),
    ("voices.appealed", ABOVE): Wording(
        Group.OVERSIGHT,
        _("诉求 %(number)s 的提出人申请复议，由%(unit)s办理，请在 %(due)s 前答复。"),
        _("诉求 %(number)s 的提出人申请复议，由%(unit)s办理。"),
    ),
    ("voices.corrected", STAFF): Wording(Group.ASSIGNMENT, _("诉求 %(number)s 的提出人修改了内容，请按新的内容办理。")),
    ("voices.withdrawn", STAFF): Wording(Group.ASSIGNMENT, _("诉求 %(number)s 已由提出人撤回，不再办理。")),
    ("matters.assigned", AUTHOR): Wording(
        Group.PROGRESS, _("您提出的事项 %(number)s 改由%(unit)s办理，原来告知的答复时间不变。")
    ),
    ("matters.assigned", STAFF): Wording(
        Group.ASSIGNMENT,
        _("事项 %(number)s 改由%(unit)s办理，最近的期限是 %(due)s。"),
        _("事项 %(number)s 改由%(unit)s办理。"),
    ),
    ("matters.assignment_refused", CENTRE): Wording(
        Group.ASSIGNMENT, _("%(unit)s说明理由后退回了事项 %(number)s，请重新分派。")
    ),
    ("matters.deadline_near", STAFF): Wording(
        Group.DUE,
        _("事项 %(number)s 的“%(step)s”期限将到：%(due)s。"),
        _("事项 %(number)s 的“%(step)s”期限将到。"),
    ),
    ("matters.escalated", AUTHOR): Wording(
        Group.DEADLINE, _("您提出的事项 %(number)s 没有按时答复，我们向您致歉，并已报%(above)s督促办理。")
    ),
    ("matters.escalated", STAFF): Wording(
        Group.DUE, _("事项 %(number)s 的“%(step)s”期限已过，已报%(above)s督办，请尽快办理。")
    ),
    ("matters.escalated", ABOVE): Wording(
        Group.OVERSIGHT, _("%(unit)s承办的事项 %(number)s“%(step)s”逾期，已提级到%(above)s。")
    ),
    ("matters.deadline_paused", AUTHOR): Wording(
        Group.DEADLINE, _("您提出的事项 %(number)s 说明理由后暂停计时，恢复时会告诉您新的答复时间。")
    ),
    ("matters.deadline_resumed", AUTHOR): Wording(
        Group.DEADLINE,
        _("您提出的事项 %(number)s 恢复计时，将在 %(due)s 前答复。"),
        _("您提出的事项 %(number)s 恢复计时。"),
    ),
    ("matters.deadline_recomputed", AUTHOR): Wording(
        Group.DEADLINE,
        _("放假安排公布后，您提出的事项 %(number)s 的答复时间调整为 %(due)s。"),
        _("放假安排公布后，您提出的事项 %(number)s 的答复时间有调整，请查看。"),
    ),
    ("matters.merged", AUTHOR): Wording(
        Group.PROGRESS, _("您提出的事项 %(number)s 与同类的 %(other)s 合并办理，答复会同时告知您。")
    ),
    ("matters.visibility_changed", AUTHOR): Wording(
        Group.PROGRESS, _("您提出的事项 %(number)s 的公开方式或者公开内容有调整，请查看。")
    ),
}


def wording_of(kind: str, role: str) -> Wording | None:
    """The wording for somebody in that role, or None where such a person is not told."""
    return WORDINGS.get((kind, Role(role)))


def sentence_of(kind: str, role: str, parameters: Mapping[str, Any]) -> str:
    """The sentence in the active language."""
    if kind == DIGEST:
        count = int(parameters["count"])
        return ngettext("您有 %(count)d 条新消息", "您有 %(count)d 条新消息", count) % {"count": count}
    wording = WORDINGS[kind, Role(role)]
    template = wording.sentence if parameters.get("due") or not wording.undated else wording.undated
    return str(template) % _filled(parameters)


def _filled(parameters: Mapping[str, Any]) -> dict[str, str]:
    step = parameters.get("step")
    return {
        "number": parameters.get("number", ""),
        "other": parameters.get("other", ""),
        "unit": _unit_name(parameters.get("unit", "")),
        "above": _unit_name(parameters.get("above", "")),
        "step": str(Step(step).label) if step else "",
        "due": _date(parameters.get("due", "")),
    }


def _unit_name(code: str) -> str:
    if not code:
        return str(_("上一级单位"))
    names = {node.unit.code: node.unit for node in unit_tree().values()}
    return str(names.get(code, code))


def _date(moment: str) -> str:
    if not moment:
        return ""
    # Translators: a pattern of Django's date filter.
    return date_format(timezone.localtime(datetime.fromisoformat(moment)), gettext("Y年n月j日 H:i"))

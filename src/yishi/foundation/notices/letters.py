"""Mails and text messages: how a notice is put to somebody who is not on the site."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yishi.foundation.matters.addresses import matter_address
from yishi.foundation.matters.models import Matter
from yishi.foundation.notices.limits import limits
from yishi.foundation.notices.models import Notice
from yishi.foundation.notices.wording import sentence_of


@dataclass(frozen=True)
class Letter:
    subject: str
    body: str


def letter_of(notice: Notice) -> Letter:
    """A mail about one thing, in the active language."""
    sentence = sentence_of(notice.kind, notice.role, notice.parameters)
    lines = [_("您好："), "", sentence]
    if notice.matter is not None:
        lines += ["", _("查看：%(address)s") % {"address": _link(notice.matter)}]
    return Letter(sentence, "\n".join([*lines, *_foot(notice)]))


def digest_letter_of(notice: Notice) -> Letter:
    """A mail about all that waited, newest last, in the active language."""
    longest = limits().digest_lines
    members = list(notice.members.select_related("matter").order_by("happened_at", "pk"))
    count = len(members)
    lines = [
        _("您好："),
        "",
        ngettext("以下是您的 %(count)d 条新消息：", "以下是您的 %(count)d 条新消息：", count) % {"count": count},
    ]
    for member in members[:longest]:
        lines += ["", f"· {sentence_of(member.kind, member.role, member.parameters)}"]
        if member.matter is not None:
            lines.append(f"  {_link(member.matter)}")
    if count > longest:
        lines += [
            "",
            _("另有 %(count)d 条，请登录后查看：%(address)s")
            % {"count": count - longest, "address": _site("notices:index")},
        ]
    subject = sentence_of(notice.kind, notice.role, {"count": count})
    return Letter(subject, "\n".join([*lines, *_foot(notice)]))


def text_of(notice: Notice) -> str:
    """A text message, in the active language, with the name of the sender in front and no link."""
    return _("【议事】%(sentence)s") % {"sentence": sentence_of(notice.kind, notice.role, notice.parameters)}


def _foot(notice: Notice) -> list[str]:
    lines = ["", "—", _("这封邮件由“议事”平台自动发出，请不要直接回复。")]
    lines.append(_("想找人询问，请拨打 %(telephone)s。") % {"telephone": settings.SERVICE_TELEPHONE})
    if notice.recipient_id is not None:
        lines.append(_("选择收到哪些消息：%(address)s") % {"address": _site("notices:preferences")})
    return lines


def _link(matter: Matter) -> str:
    return settings.SITE_ADDRESS + matter_address(matter.kind, matter.number)


def _site(route: str) -> str:
    return settings.SITE_ADDRESS + reverse(route)

"""Sending messages by mail and text, outside any transaction: a slow provider must not hold up those who write."""

import logging
import smtplib
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone, translation

from yishi.foundation.notices import commands
from yishi.foundation.notices.choices import DIGEST, Channel, Role
from yishi.foundation.notices.contacts import reach
from yishi.foundation.notices.letters import digest_letter_of, letter_of, text_of
from yishi.foundation.notices.models import Notice
from yishi.foundation.people.gateways import TextNotSent, text_gateway

logger = logging.getLogger(__name__)

NOT_REACHABLE = "no address"
NOT_ACTIVE = "account closed"


def deliver_notices(ids: Sequence[int]) -> int:
    """Send messages one by one and record each at once, sent or failed. Returns how many left."""
    claimed = Notice.objects.select_related("recipient", "matter__authorship").filter(
        pk__in=ids, sent_at__isnull=True, given_up_at__isnull=True
    )
    return sum(_deliver(notice) for notice in claimed.order_by("happened_at", "pk"))


def _deliver(notice: Notice) -> bool:
    if notice.recipient is not None and not notice.recipient.is_active:
        commands.record_failure(notice=notice, reason=NOT_ACTIVE, now=timezone.now(), is_final=True)
        return False
    is_author = notice.role in (Role.AUTHOR, Role.MERGED)
    address = reach(notice.recipient, notice.matter, is_author=is_author).get(Channel(notice.channel))
    if not address:
        commands.record_failure(notice=notice, reason=NOT_REACHABLE, now=timezone.now(), is_final=True)
        return False
    try:
        with translation.override(_language(notice)):
            _send(notice, address)
    except (TextNotSent, smtplib.SMTPException, OSError) as error:
        commands.record_failure(notice=notice, reason=_described(error), now=timezone.now())
        return False
    except Exception as error:  # one message that cannot be written must not hold up all others
        logger.exception("notice %s could not be sent", notice.pk)
        commands.record_failure(notice=notice, reason=type(error).__name__, now=timezone.now())
        return False
    commands.record_sent(notice=notice, now=timezone.now())
    return True


def _send(notice: Notice, address: str) -> None:
    if notice.channel == Channel.TEXT:
        text_gateway().send(address, text_of(notice))
        return
    letter = digest_letter_of(notice) if notice.kind == DIGEST else letter_of(notice)
    headers = {"Auto-Submitted": "auto-generated", "Message-ID": _message_id(notice)}
    EmailMessage(letter.subject, letter.body, to=[address], headers=headers).send()


def _message_id(notice: Notice) -> str:
    # The same for every try, so that a mail sent twice after a crash shows once in most mail programs.
    return f"<notice-{notice.pk}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].strip('>')}>"


def _language(notice: Notice) -> str:
    if notice.recipient is not None and notice.recipient.language:
        return notice.recipient.language
    if notice.recipient is None and notice.matter is not None and notice.matter.authorship.language:
        return notice.matter.authorship.language
    return settings.LANGUAGE_CODE


def _described(error: Exception) -> str:
    """The reason without address or content: the gateway's own words, else the kind of error and its code."""
    if isinstance(error, TextNotSent):
        return str(error)
    code = getattr(error, "smtp_code", None)
    return f"{type(error).__name__} {code}" if code else type(error).__name__

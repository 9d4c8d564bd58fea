"""Who may see, add, show and remove the files of a matter."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yishi.foundation.files.models import Attachment
from yishi.foundation.matters import rules as matters
from yishi.foundation.matters.models import Matter
from yishi.foundation.people.actors import Actor
from yishi.foundation.people.models import Role
from yishi.foundation.people.rules import EVERY_ROW, NO_ROW, Rule, actor_rule, rule

NOT_ALLOWED = _("这个文件不由您管理。")


def _of_matter(matter_rule: Rule) -> Rule:
    """The rule about matters, asked of their files."""

    def rows(actor: Actor) -> Q:
        condition = matter_rule.rows(actor)
        return Q(matter__in=Matter.objects.filter(condition).values("pk")) if condition else EVERY_ROW

    return rule(lambda actor, file: matter_rule.allows(actor, file.matter), rows, matter_rule.reason)


def _of_file(holds: Callable[[Attachment], bool], condition: Q) -> Rule:
    return rule(lambda actor, file: holds(file), lambda actor: condition)


def _uploaded_own(actor: Actor, file: Any) -> bool:
    return actor.account_id is not None and file.uploaded_by_id == actor.account_id


is_kept = _of_file(lambda file: file.removed_at is None, Q(removed_at__isnull=True))
is_under_review = _of_file(
    lambda file: file.removed_at is not None and file.erased_at is None,
    Q(removed_at__isnull=False, erased_at__isnull=True),
)
is_shown = _of_file(lambda file: file.is_public, Q(is_public=True))
is_of_resident = _of_file(lambda file: not file.by_staff, Q(by_staff=False))
is_own = rule(
    _uploaded_own, lambda actor: NO_ROW if actor.account_id is None else Q(uploaded_by_id=actor.account_id), NOT_ALLOWED
)
_reviews = actor_rule(lambda actor: actor.has_role(Role.SUPERVISOR, Role.AUDITOR))
_works_on_matter = matters.may_handle | matters.may_route | matters.may_supervise
_filed_matter = rule(
    lambda actor, matter: actor.account_id is not None and matter.authorship.filed_by_id == actor.account_id,
    lambda actor: NO_ROW if actor.account_id is None else Q(authorship__filed_by_id=actor.account_id),
)

may_read_kept = is_kept & ((is_shown & _of_matter(matters.is_public)) | _of_matter(matters.may_read_whole))
may_read_removed = is_under_review & _reviews & _of_matter(matters.serves)
may_read_file = may_read_kept | may_read_removed
"""Open a file: anybody, if it is shown and the matter public; else the author and those who serve the matter.

A removed file: those who review removals.
"""

may_attach = rule(
    (matters.is_author | _works_on_matter | _filed_matter).allows,
    (matters.is_author | _works_on_matter | _filed_matter).rows,
    _("只有提出人和承办人员可以添加文件。"),
)
"""Asked of a matter."""

may_remove_file = rule(
    (is_kept & (is_own | (is_of_resident & _of_matter(matters.is_author)) | _of_matter(_works_on_matter))).allows,
    (is_kept & (is_own | (is_of_resident & _of_matter(matters.is_author)) | _of_matter(_works_on_matter))).rows,
    NOT_ALLOWED,
)
"""Take a file away: who added it, the author (not what staff added), and those who work on the matter."""

may_show_file = is_kept & _of_matter(_works_on_matter)
"""Show a file to everybody, or hide it from the public: those who work on the matter."""

may_see_original_name = is_own | _of_matter(matters.may_read_whole)
"""The name a file had on its sender's device can name people."""

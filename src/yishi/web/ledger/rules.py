"""Who may read what an entry says. That it is there, when it came and its fingerprint are for everybody.

Its content names accounts by references that never change; published, they would tie together all that one person has
done.
"""

from django.db.models import Q

from yishi.foundation.ledger.models import Entry
from yishi.foundation.matters.models import Matter
from yishi.foundation.matters.rules import may_read_whole
from yishi.foundation.people.actors import Actor
from yishi.foundation.people.models import Role
from yishi.foundation.people.rules import actor_rule, rule

audits = actor_rule(lambda actor: actor.has_role(Role.AUDITOR))


def _did_it(actor: Actor, entry: Entry) -> bool:
    return actor.account_id is not None and entry.actor == actor.reference


def _knows_matter(actor: Actor, entry: Entry) -> bool:
    matter = Matter.objects.select_related("authorship").filter(number=entry.subject).first()
    return matter is not None and may_read_whole.allows(actor, matter)


did_it = rule(_did_it, lambda actor: Q(actor=actor.reference) if actor.account_id is not None else Q(pk__in=[]))
knows_matter = rule(
    _knows_matter,
    lambda actor: Q(subject__in=Matter.objects.filter(may_read_whole.rows(actor)).values("number")),
)
may_read_content = audits | did_it | knows_matter
"""Auditors; whoever did it; and for a matter's entries its author and the staff who serve it."""

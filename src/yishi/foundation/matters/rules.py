"""Who may do what with a matter. One predicate per permission; each answers for a row and for a list."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yishi.foundation.matters.choices import Visibility
from yishi.foundation.matters.models import Matter, Recusal
from yishi.foundation.people.actors import Actor, Office
from yishi.foundation.people.models import Role, UnitKind
from yishi.foundation.people.rules import NO_ROW, actor_rule, rule

HANDLING_ROLES = (Role.OFFICER, Role.HEAD)
NOT_YOURS = _("这件事项不在您的职责范围内，或者您应当回避。")


def stem_end(stem: str) -> str:
    """The first code text after every code below `stem`."""
    return stem[:-1] + chr(ord(stem[-1]) + 1)


def within(stem: str, field: str = "area_stem") -> Q:
    """The rows whose area lies in the subtree of `stem`; an empty stem means the whole district."""
    return Q(**{f"{field}__gte": stem, f"{field}__lt": stem_end(stem)}) if stem else Q()


def _any_of(conditions: list[Q]) -> Q:
    answer = NO_ROW
    for condition in conditions:
        if not condition:
            return Q()
        answer |= condition
    return answer


def _handles(office: Office, matter: Matter) -> bool:
    if office.role in HANDLING_ROLES:
        return matter.unit_id == office.unit_id
    if office.role == Role.GRID_WORKER:
        return matter.unit_id == office.unit_id and matter.area_stem.startswith(office.area_stem)
    return False


def _handled_rows(office: Office) -> Q:
    if office.role in HANDLING_ROLES:
        return Q(unit_id=office.unit_id)
    if office.role == Role.GRID_WORKER:
        return Q(unit_id=office.unit_id) & within(office.area_stem)
    return NO_ROW


def _leads(office: Office, matter: Matter) -> bool:
    """The head of a unit leads the units below; a missed deadline brings a matter before the whole next level."""
    if office.role == Role.HEAD and matter.unit_id in office.unit_ids:
        return True
    return office.role in HANDLING_ROLES and matter.escalated_to_id == office.unit_id


def _led_rows(office: Office) -> Q:
    if office.role == Role.HEAD:
        return Q(unit_id__in=office.unit_ids) | Q(escalated_to_id=office.unit_id)
    return Q(escalated_to_id=office.unit_id) if office.role == Role.OFFICER else NO_ROW


def _is_centre(office: Office) -> bool:
    return office.role in HANDLING_ROLES and office.unit_kind == UnitKind.CENTRE


def _oversees(office: Office, matter: Matter) -> bool:
    if _is_centre(office) or office.role == Role.AUDITOR:
        return True
    if office.role == Role.SUPERVISOR:
        return matter.area_stem.startswith(office.area_stem)
    return _leads(office, matter)


def _overseen_rows(office: Office) -> Q:
    if _is_centre(office) or office.role == Role.AUDITOR:
        return Q()
    if office.role == Role.SUPERVISOR:
        return within(office.area_stem)
    return _led_rows(office)


def _is_author(actor: Actor, matter: Matter) -> bool:
    if matter.number in actor.matter_keys:
        return True
    return actor.account_id is not None and matter.authorship.account_id == actor.account_id


def _authored_rows(actor: Actor) -> Q:
    rows = Q(number__in=actor.matter_keys)
    return rows if actor.account_id is None else rows | Q(authorship__account_id=actor.account_id)


def _is_recused(actor: Actor, matter: Matter) -> bool:
    if not actor.is_staff:
        return False
    return Recusal.objects.filter(matter=matter).filter(_recusal_of(actor)).exists()


def _recusal_of(actor: Actor) -> Q:
    return Q(account_id=actor.account_id) | Q(unit_id__in=actor.own_units())


def _recused_rows(actor: Actor) -> Q:
    if not actor.is_staff:
        return NO_ROW
    return Q(pk__in=Recusal.objects.filter(_recusal_of(actor)).values("matter_id"))


is_author = rule(_is_author, _authored_rows, _("只有诉求的提出人可以这样做。"))
is_recused = rule(_is_recused, _recused_rows)
is_public = rule(
    lambda actor, matter: matter.visibility == Visibility.PUBLIC,
    lambda actor: Q(visibility=Visibility.PUBLIC),
)
is_listed = rule(
    lambda actor, matter: matter.visibility != Visibility.PRIVATE,
    lambda actor: ~Q(visibility=Visibility.PRIVATE),
)

handles = rule(
    lambda actor, matter: any(_handles(office, matter) for office in actor.offices),
    lambda actor: _any_of([_handled_rows(office) for office in actor.offices]),
    NOT_YOURS,
)
oversees = rule(
    lambda actor, matter: any(_oversees(office, matter) for office in actor.offices),
    lambda actor: _any_of([_overseen_rows(office) for office in actor.offices]),
    NOT_YOURS,
)
is_triage = actor_rule(lambda actor: any(_is_centre(office) for office in actor.offices), NOT_YOURS)
is_supervisor = rule(
    lambda actor, matter: any(o.role == Role.SUPERVISOR and _oversees(o, matter) for o in actor.offices),
    lambda actor: _any_of([_overseen_rows(o) for o in actor.offices if o.role == Role.SUPERVISOR]),
    NOT_YOURS,
)
leads = rule(
    lambda actor, matter: any(_leads(office, matter) for office in actor.offices),
    lambda actor: _any_of([_led_rows(office) for office in actor.offices]),
    NOT_YOURS,
)
_audits = actor_rule(lambda actor: actor.has_role(Role.AUDITOR))

serves = (handles | oversees) & ~is_recused
"""Staff whose office covers the matter and who are not recused from it."""

may_list = is_listed | is_author | serves
"""See that the matter exists, its number, state, place and (where public) its words."""
may_read = is_public | is_author | serves
"""Read the words of the matter."""
may_read_whole = is_author | serves
"""Read the author's words unmasked."""
may_handle = handles & ~is_recused
may_route = is_triage & ~is_recused
may_assign = (is_triage | handles | leads) & ~is_recused
may_supervise = is_supervisor & ~is_recused
may_check = (is_supervisor | leads | is_triage) & ~is_recused
may_merge = (is_triage | handles) & ~is_recused
may_write_note = (handles | leads | is_triage | is_supervisor) & ~is_recused
may_read_notes = serves
may_see_identity = (is_triage | is_supervisor) & ~is_recused
may_see_contact = (handles | is_triage | is_supervisor) & ~is_recused
"""The handling unit may see a contact that the author did not ask to keep confidential."""
may_declare_recusal = (handles | oversees) & ~_audits

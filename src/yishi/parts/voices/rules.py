"""Who may do what with a voice, beyond the rules of every matter."""

from django.utils.translation import gettext_lazy as _

from yishi.foundation.matters import rules as matter_rules
from yishi.foundation.people.actors import SYSTEM, Actor
from yishi.foundation.people.models import Role
from yishi.foundation.people.rules import actor_rule

may_file_for_others = actor_rule(
    lambda actor: actor.has_role(Role.OFFICER, Role.HEAD, Role.GRID_WORKER),
    _("只有工作人员可以代他人提交。"),
)
may_import = actor_rule(
    lambda actor: (
        actor == SYSTEM
        or actor.has_role(Role.ADMINISTRATOR, Role.SUPERVISOR)
        or matter_rules.is_triage.allows(actor, None)
    ),
    _("只有受理中心、督办和管理人员可以导入。"),
)
may_export_personal = actor_rule(lambda actor: actor.has_role(Role.SUPERVISOR), _("只有督办人员可以导出联系方式。"))


def is_second_person(actor: Actor, answered_by_id: int | None) -> bool:
    """Whether the actor is somebody else than the one who answered: a closure is checked by four eyes."""
    return actor.account_id is not None and actor.account_id != answered_by_id

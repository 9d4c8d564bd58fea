"""Who may read a notice, and follow a matter."""

from django.utils.translation import gettext_lazy as _

from yishi.foundation.matters import rules as matters
from yishi.foundation.people.models import Role
from yishi.foundation.people.rules import NO_ROW, Q, actor_rule, rule

may_read_notice = rule(
    lambda actor, notice: actor.account_id is not None and notice.recipient_id == actor.account_id,
    lambda actor: NO_ROW if actor.account_id is None else Q(recipient_id=actor.account_id),
    _("只有收件人本人可以查看消息。"),
)
has_account = actor_rule(lambda actor: actor.account_id is not None, _("请先登录。"))
may_follow = has_account & matters.is_public
"""Asked of a matter: hear its outcome without being its author."""
may_see_delivery = actor_rule(
    lambda actor: actor.has_role(Role.ADMINISTRATOR), _("只有系统管理员可以查看消息的发送情况。")
)

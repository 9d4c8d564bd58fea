"""List pages."""

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yishi.foundation.people.models import Account
from yishi.foundation.people.queries import open_units
from yishi.foundation.ui.tables import Column, Filter, Table, by


def account_link(account: Account) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("people:staff_account", args=[account.pk]), account)


def account_state(account: Account) -> str:
    """How an account stands, in a word."""
    if not account.is_active:
        return _("已停用")
    return _("使用中") if account.last_login else _("还没有登录过")


def _units() -> forms.Field:
    return forms.ChoiceField(
        label=_("单位"), choices=[("", _("全部")), *((node.unit.pk, str(node.unit)) for node in open_units())]
    )


_when = Column("when", gettext_lazy("时间"), lambda look: look.looked_at, order=("looked_at",), kind="main")
_who = Column("who", gettext_lazy("查看人"), lambda look: str(look.account))
_unit = Column("unit", gettext_lazy("单位"), lambda look: str(look.unit))
_role = Column("role", gettext_lazy("岗位"), lambda look: look.get_role_display())
_matter = Column("matter", gettext_lazy("事项"), lambda look: look.matter_number, kind="nowrap")
_reason = Column("reason", gettext_lazy("理由"), lambda look: look.reason)

LOOKS = Table(
    name="looks",
    columns=(_when, _who, _unit, _role, _matter, _reason),
    filters=(
        Filter("unit", _units, by("unit"), is_main=True),
        Filter("matter", lambda: forms.CharField(label=_("事项编号")), by("matter_number__iexact"), is_main=True),
    ),
    order="-when",
)
"""All looks at contacts, for auditors."""

MY_LOOKS = Table(name="my-looks", columns=(_when, _unit, _role, _matter, _reason), order="-when", exports=())
"""Looks at one's own contact: the unit and the office answer for it."""

STAFF = Table(
    name="staff",
    columns=(
        Column("name", gettext_lazy("姓名"), str, cell=account_link, order=("display_name",), kind="main"),
        Column("username", gettext_lazy("用户名"), lambda account: account.username, order=("username",)),
        Column("state", gettext_lazy("状态"), account_state),
    ),
    filters=(Filter("name", lambda: forms.CharField(label=_("姓名")), by("display_name__icontains"), is_main=True),),
    order="name",
    exports=(),
)
"""The accounts that an administrator looks after."""

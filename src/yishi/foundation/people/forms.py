"""Forms for signing in and up, for one's own account, and for those who look after units."""

from typing import Any, cast

from allauth.account.forms import (
    ConfirmLoginCodeForm,
    LoginForm,
    RequestLoginCodeForm,
    SignupForm,
    VerifyPhoneForm,
)
from allauth.account.internal.userkit import filter_users_by_email
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from yishi.foundation.people import rules
from yishi.foundation.people.actors import Actor
from yishi.foundation.people.commands import arrange_forgetting
from yishi.foundation.people.fields import DayInput, TelephoneField
from yishi.foundation.people.models import Account, Role, Unit, UnitKind
from yishi.foundation.people.queries import account_named, units_managed_by, was_never_finished
from yishi.foundation.people.telephones import NotATelephone, normalise_telephone
from yishi.foundation.places.models import Area, Level
from yishi.foundation.ui.forms import Choices

LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
"""Each under its own name, whatever language the page is in."""


class SignInForm(LoginForm):
    """One form for all: a password is checked; without one a code is sent to the telephone or e-mail address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = gettext_lazy("手机号码、电子邮箱或用户名")
        self.fields["login"].widget = forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"})
        self.fields["password"].help_text = gettext_lazy(
            "没有设过密码或者忘记了，就留空：我们会把一次性验证码发到您的手机或电子邮箱。"
        )

    def _setup_password_field(self) -> None:
        # The library drops the field where signing up takes no password; some people set one later.
        password = self.fields["password"]
        password.required = False
        password.widget.is_required = False
        password.widget.attrs = {"autocomplete": "current-password"}

    def clean_login(self) -> str:
        """A telephone number in its one form, so that no spelling of it gets attempts of its own."""
        login: str = super().clean_login()
        try:
            return normalise_telephone(login)
        except NotATelephone:
            return login

    def _clean_without_password(self, email: str | None, phone: str | None) -> dict[str, Any]:
        if not email and not phone:
            self.add_error("password", _("用用户名登录，请填写密码。"))
            return self.cleaned_data
        code_form = RequestLoginCodeForm({"email": email, "phone": phone})
        if code_form.is_valid():
            self.user = code_form._user
        for errors in code_form.errors.values():
            self.add_error("login", errors)
        return self.cleaned_data


class SignUpForm(SignupForm):
    """A telephone number or an e-mail address, and a code sent there: no password to think up."""

    kept_account: Account | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = gettext_lazy("电子邮箱")
        self.fields["email"].widget.attrs.pop("placeholder", None)

    def validate_unique_email(self, value: str) -> str:
        # Whether somebody has it already is asked in clean(), and told to nobody but the owner of the address.
        return value

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        telephone, email = cleaned.get("phone"), cleaned.get("email")
        if not self.errors and not telephone and not email:
            raise forms.ValidationError(_("请填写手机号码或电子邮箱，有一项就可以。"))
        holders = set(Account.objects.filter(telephone=telephone)) if telephone else set()
        if email:
            holders |= set(filter_users_by_email(email))
        if len(holders) == 1 and was_never_finished(*holders):
            self.kept_account = holders.pop()
        self.account_already_exists = bool(holders)
        return cleaned

    def save(self, request: HttpRequest) -> Account:
        """The new account; whoever broke off signing up before the code came goes on with the account begun then."""
        if self.kept_account:
            return self.kept_account
        with transaction.atomic():
            account: Account = super().save(request)
            arrange_forgetting(account=account)
        return account


class CodeField:
    """A one-time code: figures only, filled in by the telephone itself where it can."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attributes = {"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}
        self.fields["code"].label = gettext_lazy("验证码")
        self.fields["code"].widget = forms.TextInput(attrs=attributes)


class SignInCodeForm(CodeField, ConfirmLoginCodeForm):
    pass


class TelephoneCodeForm(CodeField, VerifyPhoneForm):
    pass


class SecondFactorForm(CodeField, AuthenticateForm):
    pass


class SecondFactorAgainForm(CodeField, ReauthenticateForm):
    pass


class SecondFactorSetupForm(CodeField, ActivateTOTPForm):
    pass


class PreferencesForm(forms.ModelForm):
    """How the person is called, and how pages look to them."""

    language = forms.ChoiceField(label=gettext_lazy("语言"), widget=Choices(are_short=True), choices=LANGUAGES)

    class Meta:
        model = Account
        fields = ["display_name", "language", "large_type"]
        labels = {"display_name": gettext_lazy("怎么称呼您"), "large_type": gettext_lazy("用大字显示")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["display_name"].widget.attrs["autocomplete"] = "name"
        self.initial["language"] = self.instance.language or get_language()


class ErasureForm(forms.Form):
    """The last question before an account is erased."""

    is_sure = forms.BooleanField(label=gettext_lazy("我明白注销后不能恢复"))


class UnitForm(forms.Form):
    """A new unit."""

    code = forms.CharField(
        label=gettext_lazy("代码"), max_length=40, help_text=gettext_lazy("字母和数字，例如 chengguan；定下后不能改。")
    )
    kind = forms.ChoiceField(label=gettext_lazy("单位类别"), choices=UnitKind.choices)
    name = forms.CharField(label=gettext_lazy("名称"), max_length=80)
    name_en = forms.CharField(label=gettext_lazy("英文名称"), max_length=120, required=False)
    telephone = forms.CharField(
        label=gettext_lazy("对外办公电话"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("会公开，不填私人号码。"),
    )
    parent = forms.ModelChoiceField(label=gettext_lazy("上级单位"), queryset=Unit.objects.none())
    area = forms.ModelChoiceField(
        label=gettext_lazy("所辖区域"),
        empty_label="—",
        queryset=Area.objects.none(),
        required=False,
        help_text=gettext_lazy("没有就不选。"),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"] = UnitChoice(label=gettext_lazy("上级单位"), actor=actor)
        cast(forms.ModelChoiceField, self.fields["area"]).queryset = Area.objects.exclude(level=Level.GRID)


class UnitChoice(forms.ModelChoiceField):
    """One of the units that the actor looks after, shown in their tree."""

    def __init__(self, *, actor: Actor, **kwargs: Any) -> None:
        super().__init__(queryset=Unit.objects.filter(rules.may_manage_unit.rows(actor), is_active=True), **kwargs)
        self.choices = [
            ("", "—"),
            *((node.unit.pk, f"{'　' * node.depth}{node.unit}") for node in units_managed_by(actor)),
        ]


class UnitNamesForm(forms.ModelForm):
    """The names and the public telephone of a unit."""

    class Meta:
        model = Unit
        fields = ["name", "name_en", "telephone"]
        labels = {
            "name": gettext_lazy("名称"),
            "name_en": gettext_lazy("英文名称"),
            "telephone": gettext_lazy("对外办公电话"),
        }


class MoveUnitForm(forms.Form):
    """Another place in the tree for a unit."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"] = UnitChoice(label=gettext_lazy("新的上级单位"), actor=actor)


class TermForm(forms.Form):
    """An office for somebody."""

    account = forms.CharField(
        label=gettext_lazy("给谁"),
        help_text=gettext_lazy("对方的用户名、电子邮箱或手机号码，要写完整。"),
        max_length=254,
    )
    role = forms.ChoiceField(label=gettext_lazy("岗位"), choices=Role.choices, initial=Role.OFFICER)
    area = forms.ModelChoiceField(
        label=gettext_lazy("负责的区域"),
        queryset=Area.objects.none(),
        required=False,
        empty_label="—",
        help_text=gettext_lazy("网格员必须选；其他岗位不选，就是本单位的全部范围。"),
    )
    starts_on = forms.DateField(label=gettext_lazy("第一天"), widget=DayInput)
    ends_on = forms.DateField(label=gettext_lazy("最后一天"), widget=DayInput, required=False)

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["area"]).queryset = _areas_of(unit)

    def clean_account(self) -> Account:
        account = account_named(self.cleaned_data["account"])
        if account is None:
            raise forms.ValidationError(_("没有找到这个账号。还没有账号的，请先开设。"))
        return account


def _areas_of(unit: Unit) -> QuerySet[Area]:
    if unit.area is None:
        return Area.objects.exclude(level=Level.GRID)
    return Area.objects.filter(stem__gte=unit.area.stem, stem__lt=unit.area.stem_end)


class LastDayForm(forms.Form):
    """When an office ends."""

    ends_on = forms.DateField(label=gettext_lazy("最后一天"), widget=DayInput)


class StaffAccountForm(forms.Form):
    """A new account for a member of staff."""

    username = forms.CharField(
        label=gettext_lazy("用户名"), max_length=150, help_text=gettext_lazy("用来登录，例如姓名拼音。")
    )
    display_name = forms.CharField(label=gettext_lazy("姓名"), max_length=60)
    telephone = TelephoneField(required=False)
    email = forms.EmailField(label=gettext_lazy("电子邮箱"), required=False)


class SuspensionForm(forms.Form):
    """Why an account is stopped."""

    reason = forms.CharField(label=gettext_lazy("停用的理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

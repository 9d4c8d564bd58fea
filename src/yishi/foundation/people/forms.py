"""Forms for signing in and up, for one's own account, and for those who look after units."""

from typing import Any

from allauth.account.forms import LoginForm, RequestLoginCodeForm, SignupForm
from allauth.account.internal.userkit import filter_users_by_email
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yishi.foundation.people.models import Account
from yishi.foundation.people.telephones import NotATelephone, normalise_telephone


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
        if len(holders) == 1 and _was_never_finished(*holders):
            self.kept_account = holders.pop()
        self.account_already_exists = bool(holders)
        return cleaned

    def save(self, request: HttpRequest) -> Account:
        """The new account; whoever broke off signing up before the code came goes on with the account begun then."""
        account: Account = self.kept_account or super().save(request)
        return account


def _was_never_finished(account: Account) -> bool:
    return (
        account.last_login is None
        and account.opened_by_id is None
        and not account.telephone_verified
        and not account.has_usable_password()
        and not EmailAddress.objects.filter(user=account, verified=True).exists()
        and not SocialAccount.objects.filter(user=account).exists()
    )

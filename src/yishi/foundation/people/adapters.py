"""How django-allauth signs people in here: names, telephones, texts, second factors, another identity provider."""

import logging
import time
import uuid
from typing import Any, cast

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import Login
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import MultiFernet
from django.conf import settings
from django.contrib import messages
from django.forms import CharField
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from yishi.foundation.people.fields import TelephoneField
from yishi.foundation.people.gateways import TextNotSent, text_gateway
from yishi.foundation.people.models import Account
from yishi.foundation.people.sealing import seal_text, sealed_column, unseal_text

logger = logging.getLogger(__name__)
YEAR_OF_SECONDS = 365 * 24 * 3600


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by username, e-mail or telephone; codes by text; the same answer whether or not somebody is known."""

    def populate_username(self, request: HttpRequest, user: Account) -> None:
        """Who signs up gets a name by lot: one made of the e-mail address would tell who it is."""
        if not user.username:
            user.username = f"r-{uuid.uuid4().hex[:16]}"

    def is_login_by_code_required(self, login: Login) -> bool:
        """Signing up with an e-mail address alone is finished with a code sent there, as with a telephone."""
        if not login.signup or get_authentication_records(self.request, login.user):
            return False
        has_telephone = login.user.telephone if login.user else getattr(login, "phone", None)
        return not has_telephone and bool(login.email or (login.user and login.user.email))

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who has just signed in needn't prove it a second time."""
        if _signed_in_just_now(self.request):
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_login_stages(self) -> list[str]:
        own = {"allauth.account.stages.PhoneVerificationStage": "yishi.foundation.people.stages.TelephoneStage"}
        return [own.get(stage, stage) for stage in super().get_login_stages()]

    def phone_form_field(self, **kwargs: Any) -> CharField:
        return TelephoneField(**kwargs)

    def get_phone(self, user: Account) -> tuple[str, bool] | None:
        return (user.telephone, user.telephone_verified) if user.telephone else None

    def set_phone(self, user: Account, phone: str, verified: bool) -> None:
        user.telephone, user.telephone_verified = phone, verified
        user.save(update_fields=["telephone", "telephone_verified"])

    def set_phone_verified(self, user: Account, phone: str) -> None:
        self.set_phone(user, phone, True)

    def get_user_by_phone(self, phone: str) -> Account | None:
        return Account.objects.filter(telephone=phone).first()

    def send_verification_code_sms(self, user: Account, phone: str, code: str, **kwargs: Any) -> None:
        self._send_text(
            phone, _("议事：验证码 %(code)s，5分钟内有效。请勿告诉任何人，工作人员不会向您索要。") % {"code": code}
        )

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        self._send_text(phone, _("议事：有人用这个号码登录，但它还没有注册。如果是您本人，请先注册；否则不用理会。"))

    def send_account_already_exists_sms(self, phone: str) -> None:
        self._send_text(phone, _("议事：有人用这个号码注册，但它已经注册过。如果是您本人，请直接登录；否则不用理会。"))

    def _send_text(self, telephone: str, text: str) -> None:
        try:
            text_gateway().send(telephone, text)
        except TextNotSent:
            logger.exception("a sign-in text was not sent")
            messages.error(self.request, _("短信暂时发不出去，请过一会儿再试，或者改用电子邮箱。"))

    def format_email_subject(self, subject: str) -> str:
        return f"{_('议事')} · {subject}"

    def post_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse:
        """Where nothing was chosen on this device, pages speak the language the account chose."""
        response = cast(HttpResponse, super().post_login(request, user, **kwargs))
        if user.language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(user.language)
            remember_language(response, user.language)
        return response


class SecondFactorAdapter(DefaultMFAAdapter):
    """The secrets of second factors are kept under seal, like contacts."""

    def get_totp_issuer(self) -> str:
        return "议事 Yishi"

    def get_totp_label(self, user: Account) -> str:
        return user.display_name or user.username

    def encrypt(self, text: str) -> str:
        return seal_text(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal_text(encrypted_text)


class OtherProviderAdapter(DefaultSocialAccountAdapter):
    """An account that comes from another identity provider takes its name and e-mail address, and no office."""

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Account:
        account: Account = super().populate_user(request, sociallogin, data)
        account.display_name = (data.get("name") or f"{account.last_name}{account.first_name}")[:60]
        account.username = account.first_name = account.last_name = ""
        return account


@sealed_column
def reseal_second_factors(keyring: MultiFernet) -> int:
    """Seal the secrets of all second factors with the newest key."""
    factors = list(Authenticator.objects.all())
    for factor in factors:
        factor.data = {name: _resealed(keyring, value) for name, value in factor.data.items()}
    Authenticator.objects.bulk_update(factors, ["data"], batch_size=500)
    return len(factors)


def remember_language(response: HttpResponse, language: str) -> None:
    """Keep a language for this device, as the switch of every page does."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR_OF_SECONDS, samesite="Lax", secure=settings.HTTPS
    )


def _resealed(keyring: MultiFernet, value: Any) -> Any:
    return keyring.rotate(value.encode()).decode("ascii") if isinstance(value, str) else value


def _signed_in_just_now(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < account_settings.REAUTHENTICATION_TIMEOUT

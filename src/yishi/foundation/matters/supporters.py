"""Who gives a me-too: one mark a person and matter, and no way to see which marks of two matters are one person's."""

import hashlib
import hmac
import secrets

from django.conf import settings
from django.http import HttpResponse

from yishi.foundation.people.requests import ActorRequest

DEVICE_COOKIE = "device"
COOKIE_SECONDS = 365 * 24 * 3600


def supporter_of(request: ActorRequest, number: str) -> str:
    """A digest of the account, else of the device, keyed by the installation and bound to the matter's number."""
    if request.actor.account_id is not None:
        who = request.actor.reference
    else:
        who = f"device:{_device(request)}"
    return hmac.new(settings.SECRET_KEY.encode(), f"support:{number}:{who}".encode(), hashlib.sha256).hexdigest()


def remember_device(request: ActorRequest, response: HttpResponse) -> HttpResponse:
    """Keep the device's random mark in a cookie, so that it supports a matter once."""
    response.set_cookie(
        DEVICE_COOKIE,
        _device(request),
        max_age=COOKIE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def _device(request: ActorRequest) -> str:
    if DEVICE_COOKIE not in request.COOKIES:
        request.COOKIES[DEVICE_COOKIE] = secrets.token_urlsafe(16)
    return request.COOKIES[DEVICE_COOKIE]

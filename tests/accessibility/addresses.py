"""The pages to look at: every address without parameters, found by itself, and samples of those with parameters."""

from collections.abc import Iterator

from django.urls import get_resolver

from tests.contracts.test_access import own_patterns
from yishi.foundation.people.actors import Actor

ACCOUNT_PAGES = ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/")
OWN_ACCOUNT_PAGES = ("/accounts/email/", "/accounts/password/change/", "/accounts/phone/change/", "/accounts/2fa/")
NOT_PAGES = ("language/", "type-size/")


def plain_addresses() -> Iterator[tuple[str, str]]:
    """Each address without parameters, and who may open it."""
    for address, pattern in own_patterns(get_resolver()):
        if "<" not in address and address not in NOT_PAGES:
            yield "/" + address, getattr(pattern.callback, "access", "")


def opens(access: str, actor: Actor) -> bool:
    """Whether a page of this access is open to the actor."""
    kind, _, names = access.partition(":")
    return {
        "public": True,
        "signed_in": actor.account_id is not None,
        "staff": actor.is_staff,
        "roles": actor.has_role(*names.split(",")),
    }[kind]

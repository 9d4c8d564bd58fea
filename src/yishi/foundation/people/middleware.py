"""`request.actor`: who acts in this request, read on first use and then kept."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import SimpleLazyObject

from yishi.foundation.people.actors import Actor
from yishi.foundation.people.queries import actor_of

MATTER_KEYS = "matter_keys"


class ActorMiddleware:
    """Put the actor on the request. A page that asks nothing of the actor costs no statement."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.actor = SimpleLazyObject(lambda: actor_of_request(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def actor_of_request(request: HttpRequest) -> Actor:
    """The signed-in account with today's offices, or nobody known; with the matters whose code this session showed."""
    account = request.user if request.user.is_authenticated else None
    return actor_of(account, matter_keys=frozenset(request.session.get(MATTER_KEYS, ())))


def remember_matter_key(request: HttpRequest, number: str) -> None:
    """Note that this visitor showed the right code of a matter: the page may be read until the session ends."""
    numbers = request.session.get(MATTER_KEYS, [])
    if number not in numbers:
        request.session[MATTER_KEYS] = [*numbers, number]

"""A request as views see it: with its actor and with what htmx says of it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from yishi.foundation.people.actors import Actor


class ActorRequest(HttpRequest):
    """A request that has passed the middleware. Only for annotations; no request is made of this class."""

    actor: Actor
    htmx: HtmxDetails

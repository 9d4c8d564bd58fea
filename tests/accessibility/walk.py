"""A walk through the site as one person: from the addresses without parameters along every link that is shown.

One page of a kind is enough: pages that differ only in which row they show are looked at once.
"""

from collections import deque
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.urls import Resolver404, ResolverMatch, get_resolver, resolve
from playwright.sync_api import Page

from tests.contracts.test_access import own_patterns
from yishi.foundation.people.actors import Actor

ACCOUNT_PAGES = ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/")
OWN_ACCOUNT_PAGES = ("/accounts/email/", "/accounts/password/change/", "/accounts/phone/change/", "/accounts/2fa/")
NAMES_OF_ROWS = {"number", "pk", "code", "key", "sequence", "year"}
SHOWN_DIFFERENTLY = {"home", "voices:detail", "voices:act"}
MOST_PAGES = 150


def plain_addresses(actor: Actor) -> Iterator[str]:
    """Every address without parameters that is open to the actor."""
    for address, pattern in own_patterns(get_resolver()):
        if "<" not in address and opens(getattr(pattern.callback, "access", ""), actor):
            yield "/" + address
    yield from ACCOUNT_PAGES if actor.account_id is None else OWN_ACCOUNT_PAGES


def opens(access: str, actor: Actor) -> bool:
    """Whether a page of this access is open to the actor."""
    kind, _, names = access.partition(":")
    return {
        "public": True,
        "signed_in": actor.account_id is not None,
        "staff": actor.is_staff,
        "roles": actor.has_role(*names.split(",")),
    }[kind]


def walk(page: Page, actor: Actor) -> Iterator[tuple[str, int]]:
    """Open page after page; yields the address and status of each while it stands open. Data and acts are passed by."""
    waiting = deque(plain_addresses(actor))
    seen: set[tuple[Any, ...]] = set()
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.popleft()
        kind = kind_of(address)
        if kind is None or kind in seen or (actor.account_id and is_the_same_for_all(address)):
            continue
        seen.add(kind)
        if status := opened_page(page, address):
            yield address, status
            waiting.extend(links_of(page))


def opened_page(page: Page, address: str) -> int | None:
    """The status of the page now open; None where the address is for posting only, or gives data or a file."""
    answer = page.request.get(address)
    if "text/html" not in answer.headers.get("content-type", "") or not answer.body():
        return None
    page.goto(address)
    return answer.status


def links_of(page: Page) -> list[str]:
    """The addresses on this site that the open page links to."""
    found = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    here = urlsplit(page.url).netloc
    parts = [urlsplit(link) for link in found]
    return [f"{one.path}?{one.query}".rstrip("?") for one in parts if one.netloc == here]


def is_the_same_for_all(address: str) -> bool:
    """Whether the page shows the same to everybody, so that the walk of a visitor without account has seen it."""
    try:
        match = resolve(urlsplit(address).path)
    except Resolver404:
        return False
    return getattr(match.func, "access", "") == "public" and match.view_name not in SHOWN_DIFFERENTLY


def kind_of(address: str) -> tuple[Any, ...] | None:
    """What makes two addresses the same kind of page; None for what is no page of ours."""
    path, query = urlsplit(address).path, urlsplit(address).query
    try:
        match: ResolverMatch = resolve(path)
    except Resolver404:
        return None if path.startswith("/static/") else ("broken", path)
    rest = {name: value for name, value in match.kwargs.items() if name not in NAMES_OF_ROWS}
    return match.view_name, tuple(sorted(rest.items())), tuple(sorted({name for name, _ in parse_qsl(query)}))

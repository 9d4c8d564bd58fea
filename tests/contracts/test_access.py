"""Every address says who may open it."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

# Its pages guard themselves: sign-in is open to all, the rest asks for the signed-in account.
GUARDS_ITSELF = "allauth."


def own_patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the project's own, with its pattern."""
    for entry in resolver.url_patterns:
        address = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield address, entry
        elif not getattr(entry.urlconf_module, "__name__", "").startswith(GUARDS_ITSELF):
            yield from own_patterns(entry, address)


def test_every_view_has_an_access_decorator():
    without = [
        f"{address} → {pattern.lookup_str}"
        for address, pattern in own_patterns(get_resolver())
        if not getattr(pattern.callback, "access", None)
    ]
    assert without == [], "\n".join(without)

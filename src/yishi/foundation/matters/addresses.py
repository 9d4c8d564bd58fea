"""Where the page of a matter is, whatever part it belongs to."""

from django.urls import reverse

_routes: dict[str, str] = {}


def matter_page(kind: str, route: str) -> None:
    """Name the route (its one argument is the number) of the pages of a kind; each part does so when it is loaded."""
    _routes[kind] = route


def matter_address(kind: str, number: str) -> str:
    """The path of a matter's page. Raises KeyError for a kind without pages."""
    return reverse(_routes[kind], args=[number])

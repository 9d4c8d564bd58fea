"""Where the page of a matter is, whatever part it belongs to."""

from django.urls import reverse


def matter_address(kind: str, number: str) -> str:
    """The path of a matter's page: each part names the route to it after its kind."""
    return reverse(kind, args=[number])

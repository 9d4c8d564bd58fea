"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

TYPE_SIZE_COOKIE = "yishi_type_size"


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Names for `ui/page.html`: this page's address, the size of type, the telephone where a person answers."""
    return {
        "here": request.get_full_path(),
        "large_type": wants_large_type(request),
        "service_telephone": settings.SERVICE_TELEPHONE,
    }


def wants_large_type(request: HttpRequest) -> bool:
    """Large type as chosen on this device; where nothing was chosen, as the account says."""
    chosen = request.COOKIES.get(TYPE_SIZE_COOKIE)
    if chosen is not None:
        return chosen == "large"
    user = getattr(request, "user", None)
    return bool(getattr(user, "large_type", False))

"""What the frame of every page names: menu, footer, the person signed in."""

from typing import Any

from django.http import HttpRequest

from yishi.foundation.ui.context import wants_large_type
from yishi.web.navigation import FOOTER, MENU, lines


def frame_context(request: HttpRequest) -> dict[str, Any]:
    if not hasattr(request, "actor"):  # an error before the middleware ran
        return {}
    return {
        "navigation": lines(MENU, request, is_simple=wants_large_type(request)),
        "footer": lines(FOOTER, request),
    }

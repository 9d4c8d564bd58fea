"""What every page may ask of notices."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from yishi.foundation.notices.queries import unread_count


def unread_notices(request: HttpRequest) -> dict[str, Any]:
    """`unread_notices`: how many the visitor has not read; asked of the database only where a page shows it."""
    actor = getattr(request, "actor", None)
    return {"unread_notices": SimpleLazyObject(lambda: unread_count(actor.account_id if actor else None))}

"""What every page knows about the rules for staff here."""

from typing import Any

from django.http import HttpRequest

from yishi.foundation.people.queries import staff_need_second_factor


def trial_context(request: HttpRequest) -> dict[str, Any]:
    """`is_trial`: staff may act here without a second factor, which every page says."""
    return {"is_trial": not staff_need_second_factor()}

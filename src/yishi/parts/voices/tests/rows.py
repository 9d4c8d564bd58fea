"""Voices as they stand in a list, without the acts that bring them there."""

import datetime as dt
from itertools import count
from typing import Any

from django.utils import timezone

from tests.factories import make_matter
from yishi.foundation.matters.models import Matter

NOW = timezone.now()
numbers = count(1)


def voice(title: str = "路灯不亮", **fields: Any) -> Matter:
    """A voice with a number of its own and public words, three days old."""
    about = {"public_title": title, "public_text": f"{title}，请来看看。", "subkind": "help"}
    about |= {"filed_at": NOW - dt.timedelta(days=3)} | fields
    return make_matter(f"PX-26-{next(numbers):04}", **about)

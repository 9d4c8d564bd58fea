from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import transaction

from tests.factories import District, make_account, make_matter
from yishi.events import Event
from yishi.foundation.ledger.commands import append
from yishi.foundation.ledger.models import Entry
from yishi.foundation.matters.models import Matter
from yishi.foundation.people.models import Account

Record = Callable[..., Entry]


@pytest.fixture
def matter(district: District, resident: Account) -> Matter:
    """A public matter of 王秀英 with the bureau; it says something that no message may repeat."""
    return make_matter(
        "PX-26-7K4Q",
        author=resident,
        unit=district.bureau,
        area=district.grid,
        area_stem=district.grid.stem,
        title="绝密的标题",
        text="绝密的内容",
    )


@pytest.fixture
def neighbour(db: None) -> Account:
    return make_account("lijun", "李军")


@pytest.fixture
def record() -> Record:
    """Write an event about a matter into the ledger, as its act would."""

    def write(event: Event, matter: Matter, *, actor: str = "system", occurred_at: datetime | None = None) -> Entry:
        with transaction.atomic():
            return append(event, actor=actor, subject=matter.number, occurred_at=occurred_at)

    return write

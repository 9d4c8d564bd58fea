"""Fixtures for the tests of people."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.db import transaction

from tests.factories import make_account, make_term
from yishi.foundation.ledger import revisions
from yishi.foundation.people.models import Account, Role


@pytest.fixture
def administrator(district) -> Account:
    """孙丽, administrator of the whole district."""
    account = make_account("sunli", "孙丽")
    make_term(account, Role.ADMINISTRATOR, district.centre)
    return account


@pytest.fixture
def auditor(district) -> Account:
    """何静, auditor."""
    account = make_account("hejing", "何静")
    make_term(account, Role.AUDITOR, district.supervision)
    return account


@pytest.fixture
def transactional_rollback(db) -> Callable[[], AbstractContextManager[None]]:
    """A stretch of a test whose rows are gone afterwards, for examples that must not see each other."""

    @contextmanager
    def stretch() -> Iterator[None]:
        with revisions.reading(), transaction.atomic():
            yield
            transaction.set_rollback(True)

    return stretch

"""The database itself refuses to change entries."""

import pytest
from django.db import DatabaseError, connection, transaction

from yishi.foundation.ledger import protection
from yishi.foundation.ledger.models import Entry
from yishi.foundation.ledger.tests.rows import fill


@pytest.fixture
def protected(db):
    """Test databases come without the triggers, see the root conftest."""
    protection.protect(connection)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE ledger_entry SET kind = 'x' WHERE sequence = 2", "DELETE FROM ledger_entry WHERE sequence = 2"],
)
def test_entries_are_neither_changed_nor_deleted_by_sql(protected, statement):
    fill(3)
    with pytest.raises(DatabaseError, match=protection.MESSAGE), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Entry.objects.count() == 3


def test_protection_is_noticed_and_can_be_lifted(protected):
    assert protection.is_protected(connection)
    protection.lift(connection)
    assert not protection.is_protected(connection)
    fill(1)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_entry")
    assert not Entry.objects.exists()

"""Inserting many rows of a model quickly, for imports and for the ledger itself.

`bulk_create` spends a few microseconds on every value of every row; with a hundred values for each imported voice that
was more than half of an import (`make bench ARGS=importing`).
"""

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from django.db import connection, models

FEW = 20
"""Below this many rows the ids would cost more to reserve than is saved."""


def insert_many(model: type[models.Model], rows: Sequence[Any]) -> None:
    """Insert unsaved rows and give them their ids, in the caller's transaction, as `bulk_create` does.

    Values must be of the fields' own Python types; no signals are sent, no defaults of the database are read.
    """
    if len(rows) < FEW:
        model._default_manager.bulk_create(rows)
        return
    fields = model._meta.local_concrete_fields
    _settle_relations(rows, [field for field in fields if field.is_relation])
    key = model._meta.pk
    if isinstance(key, models.AutoField | models.BigAutoField):
        for row, number in zip(rows, _reserved_ids(model, len(rows)), strict=True):
            row.pk = number
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    values = attrgetter(*(field.attname for field in fields))
    prepare = [(place, convert) for place, field in enumerate(fields) if (convert := _conversion(field))]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})",
            [_prepared(values(row), prepare) for row in rows],
        )
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _settle_relations(rows: Sequence[Any], fields: Sequence[Any]) -> None:
    """Take over the ids of related rows that were saved after they were assigned."""
    for field in fields:
        for row in rows:
            related = field.get_cached_value(row, default=None)
            if related is not None:
                setattr(row, field.attname, related.pk)


def _prepared(values: tuple[Any, ...], prepare: list[tuple[int, Callable[[Any], Any]]]) -> list[Any]:
    ready = list(values)
    for place, convert in prepare:
        if ready[place] is not None:
            ready[place] = convert(ready[place])
    return ready


def _conversion(field: Any) -> Callable[[Any], Any] | None:
    """What a value of the field needs before the database takes it; None where it is taken as it is."""
    if isinstance(field, models.ForeignKey):
        field = field.target_field
    plain = models.CharField | models.TextField | models.IntegerField | models.FloatField | models.BooleanField
    if isinstance(field, plain):
        return str if isinstance(field, models.CharField | models.TextField) else None
    if isinstance(field, models.DateTimeField):
        return connection.ops.adapt_datetimefield_value
    return lambda value: field.get_db_prep_save(value, connection)


def _reserved_ids(model: type[models.Model], count: int) -> range | list[int]:
    """Ids that nobody else will take: on SQLite under the write lock of the transaction, else from the sequence."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            row = cursor.fetchone()
            last = row[0] if row else 0
            return range(last + 1, last + count + 1)
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [table, model._meta.pk.column, count],
        )
        return sorted(row[0] for row in cursor.fetchall())

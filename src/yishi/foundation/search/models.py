"""The one index: for each matter the tokens under which it is found."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class TokensField(models.Field):
    """A set of tokens: a `tsvector` made without PostgreSQL's text parser, which cannot cut Chinese; text on SQLite."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_placeholder(self, value: Any, compiler: Any, connection: BaseDatabaseWrapper) -> str:
        return "array_to_tsvector(%s::text[])" if connection.vendor == "postgresql" else "%s"

    def get_db_prep_save(self, value: Iterable[str], connection: BaseDatabaseWrapper) -> Any:
        return list(value) if connection.vendor == "postgresql" else " ".join(value)


class IndexedMatter(models.Model):
    """What a matter is found by. `public_tokens` come from what everybody may read, `other_tokens` are the rest.

    On SQLite the table is an FTS5 index whose row id is the matter's (see the second migration).
    """

    matter = models.OneToOneField(
        "matters.Matter", on_delete=models.CASCADE, primary_key=True, db_column="rowid", related_name="+"
    )
    public_tokens = TokensField()
    other_tokens = TokensField()

    class Meta:
        db_table = "search_index"

    def __str__(self) -> str:
        return f"index of matter {self.pk}"

"""Finding matters by words. A search only narrows the rows it is given; what may be seen is decided before."""

from collections.abc import Sequence
from typing import Literal

from django.db import connection
from django.db.models import Case, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from yishi.foundation.matters.choices import Visibility
from yishi.foundation.matters.models import Matter
from yishi.foundation.matters.numbers import normalise_number
from yishi_methods.text import QueryToken, normalise, query_tokens

Scope = Literal["public", "all"]

# A page's address is not a place for long texts, and a database has better to do than to join thousands of words.
LONGEST_QUERY = 200


def search_matters(
    matters: QuerySet[Matter], text: str, *, scope: Scope = "public", by_relevance: bool = False
) -> QuerySet[Matter]:
    """Those of `matters` that hold the words of `text`, in one statement with the rest of the query.

    With the scope "public" only words count that everybody may read: hidden and masked words find nothing. "all" is for
    rows whose words the actor may read whole. A blank text narrows nothing; a text without a word or number finds
    nothing. Words of three characters and more may be found in pieces (see `yishi_methods.text.words`).
    `by_relevance` puts the matter of that very number first, then those with all words in the title, then by newest.
    """
    text = normalise(text[:LONGEST_QUERY])
    if not text:
        return matters
    wanted = query_tokens(text)
    if not wanted:
        return matters.none()
    found = matters.filter(pk__in=_matching(wanted, scope))
    return found.order_by(_rank(text, scope), "-filed_at", "-pk") if by_relevance else found


def _matching(wanted: Sequence[QueryToken], scope: Scope) -> RawSQL:
    if connection.vendor == "postgresql":
        column = "public_tokens" if scope == "public" else "(public_tokens || other_tokens)"
        return RawSQL(f"SELECT rowid FROM search_index WHERE {column} @@ %s::tsquery", [_tsquery(wanted)])
    column = "{public_tokens} : " if scope == "public" else ""
    query = f"{column}({_fts5_query(wanted)})"
    return RawSQL("SELECT rowid FROM search_index WHERE search_index MATCH %s", [query])


def _fts5_query(wanted: Sequence[QueryToken]) -> str:
    """An expression of quoted strings (SQLite FTS5, 3.1 and 3.3)."""
    terms = ('"' + token.text.replace('"', '""') + '"' + " *" * token.is_beginning for token in wanted)
    return " AND ".join(terms)


def _tsquery(wanted: Sequence[QueryToken]) -> str:
    """A tsquery of quoted lexemes (PostgreSQL 8.11.2), which no parser looks into."""
    lexemes = ("'" + token.text.replace("\\", "\\\\").replace("'", "''") + "'" for token in wanted)
    return " & ".join(lexeme + ":*" * token.is_beginning for lexeme, token in zip(lexemes, wanted, strict=True))


def _rank(text: str, scope: Scope) -> Case:
    in_title = Q(visibility=Visibility.PUBLIC) if scope == "public" else Q()
    for word in text.split():
        in_title &= Q(**{"public_title__icontains" if scope == "public" else "title__icontains": word})
    return Case(When(number=normalise_number(text), then=Value(0)), When(in_title, then=Value(1)), default=Value(2))

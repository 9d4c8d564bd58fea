"""Keeping the index. It follows the matters and can be made anew from them at any time."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from django.db import connection, transaction

from yishi.foundation.matters.choices import Visibility
from yishi.foundation.matters.models import Matter
from yishi.foundation.places.models import Area
from yishi.foundation.places.queries import area_map
from yishi.foundation.search.models import IndexedMatter
from yishi.foundation.search.sources import SOURCES, Words
from yishi_methods.text import tokens

CHUNK = 200
# PostgreSQL holds 1,048,575 bytes of tokens in a row; 100,000 characters of four bytes make 800,000.
MOST_BYTES = 1_000_000
STEMS_NAMED = (9, 12, 15)


def index_matters(matters: Iterable[Matter]) -> int:
    """Put matters into the index or bring them up to date there, and return how many.

    Reads them anew under a lock, so that what is indexed is what is stored. Two statements write up to 200 matters.
    """
    ids = [matter.pk for matter in matters]
    return sum(_index(ids[start : start + CHUNK]) for start in range(0, len(ids), CHUNK))


def remove_from_index(matters: Iterable[Matter]) -> None:
    """Take matters out of the index: nothing finds them. SQLite may keep their tokens on disk until `rebuild_index`."""
    IndexedMatter.objects.filter(pk__in=[matter.pk for matter in matters]).delete()


def rebuild_index(report: Callable[[int, int], None]) -> int:
    """Index every matter anew and drop what is left of others; search goes on meanwhile.

    `report` hears after each chunk how many are done, of how many. Returns how many there were.
    """
    total, done, last = Matter.objects.count(), 0, 0
    while ids := list(Matter.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        done += _index(ids)
        last = ids[-1]
        report(done, max(total, done))
    IndexedMatter.objects.exclude(pk__in=Matter.objects.values("pk")).delete()
    _pack()
    return done


@transaction.atomic
def _index(ids: Sequence[int]) -> int:
    matters = list(Matter.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    more = _more_words(matters)
    areas = area_map().by_stem
    rows = [_indexed(matter, _area_names(matter, areas), more.get(matter.pk, [])) for matter in matters]
    IndexedMatter.objects.filter(pk__in=ids).delete()
    IndexedMatter.objects.bulk_create(rows)
    return len(rows)


def _more_words(matters: Sequence[Matter]) -> Mapping[int, list[Words]]:
    found: dict[int, list[Words]] = {}
    for kind in {matter.kind for matter in matters}:
        for source in SOURCES.get(kind, []):
            for pk, words in source([matter for matter in matters if matter.kind == kind]).items():
                found.setdefault(pk, []).append(words)
    return found


def _indexed(matter: Matter, areas: Sequence[str], more: Sequence[Words]) -> IndexedMatter:
    for_everybody = [matter.public_title, matter.public_text, *areas, *(words.public for words in more)]
    public = [matter.number, *(for_everybody if matter.visibility == Visibility.PUBLIC else [])]
    whole = [matter.title, matter.text, matter.place_text, *for_everybody, *(words.other for words in more)]
    public_tokens = _tokens(public)
    other_tokens = _tokens(text for text in whole if text not in public)
    kept_public, room = _fitting(public_tokens, MOST_BYTES)
    kept_other, _ = _fitting((token for token in other_tokens if token not in public_tokens), room)
    return IndexedMatter(matter_id=matter.pk, public_tokens=kept_public, other_tokens=kept_other)


def _tokens(texts: Iterable[str]) -> dict[str, None]:
    return dict.fromkeys(token for text in texts for token in tokens(text))


def _fitting(found: Iterable[str], room: int) -> tuple[list[str], int]:
    """The first tokens that fit into so many bytes, and the room left."""
    kept: list[str] = []
    for token in found:
        size = len(token.encode())
        if size > room:
            return kept, 0
        room -= size
        kept.append(token)
    return kept, room


def _area_names(matter: Matter, areas: Mapping[str, Area]) -> list[str]:
    """The names of the matter's area and of those around it, but for the district, which holds all."""
    stems = (matter.area_stem[:length] for length in STEMS_NAMED if length <= len(matter.area_stem))
    return [areas[stem].name for stem in stems if stem in areas]


def _pack() -> None:
    """SQLite: merge the pieces of the index, deleted tokens go. PostgreSQL: tell the planner what is there."""
    packing = "INSERT INTO search_index (search_index) VALUES ('optimize')"
    with connection.cursor() as cursor:
        cursor.execute(packing if connection.vendor == "sqlite" else "ANALYZE search_index")

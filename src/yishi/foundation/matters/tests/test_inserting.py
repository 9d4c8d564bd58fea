"""`insert_many` writes what `bulk_create` writes."""

import datetime as dt
import random

import pytest
from django.db import transaction

from tests.factories import District
from yishi.foundation.ledger.inserting import FEW, insert_many
from yishi.foundation.matters.models import Authorship, Matter

NOW = dt.datetime(2026, 2, 14, 9, 30, 15, 123456, tzinfo=dt.UTC)


def matters(prefix: str, count: int, district: District) -> list[Matter]:
    lot = random.Random(5)
    return [
        Matter(
            number=f"{prefix}-{number:05d}",
            kind="voice",
            state="filed",
            title="路灯𠀀'\"%s",
            text="第一行\n第二行",
            salt="s" * 32,
            area=lot.choice([None, district.grid]),
            unit=lot.choice([None, district.bureau]),
            longitude=lot.choice([None, 120.123456789]),
            filed_at=NOW + dt.timedelta(minutes=number),
            due_at=lot.choice([None, NOW]),
            changed_at=NOW,
            supporters=lot.randrange(9),
        )
        for number in range(count)
    ]


@pytest.mark.parametrize("count", [0, 1, FEW, 250])
def test_the_same_rows_as_bulk_create(count: int, district: District) -> None:
    ours, theirs = matters("A", count, district), matters("B", count, district)
    with transaction.atomic():
        insert_many(Matter, ours)
        Matter.objects.bulk_create(theirs)
    fields = [f.attname for f in Matter._meta.local_concrete_fields if f.attname not in ("id", "number")]
    read = Matter.objects.order_by("number").values_list(*fields)
    assert list(read.filter(number__startswith="A")) == list(read.filter(number__startswith="B"))
    assert [row.pk for row in ours] == list(
        Matter.objects.filter(number__startswith="A").order_by("number").values_list("pk", flat=True)
    )


def test_ids_are_never_given_twice(district: District) -> None:
    with transaction.atomic():
        insert_many(Matter, matters("A", 40, district))
        last = matters("B", 1, district)[0]
        last.save()
        Matter.objects.filter(pk=last.pk).delete()
        insert_many(Matter, matters("C", 40, district))
        single = matters("D", 1, district)[0]
        single.save()
    keys = list(Matter.objects.values_list("pk", flat=True))
    assert len(set(keys)) == 81
    assert last.pk not in keys
    assert single.pk == max(keys)


def test_relations_assigned_before_saving_are_kept(district: District) -> None:
    drafts = matters("A", 30, district)
    authorships = [Authorship(matter=matter, sealed_contact=b"\x00sealed", is_confidential=True) for matter in drafts]
    with transaction.atomic():
        insert_many(Matter, drafts)
        insert_many(Authorship, authorships)
    assert {bytes(a.sealed_contact or b"") for a in Authorship.objects.all()} == {b"\x00sealed"}
    assert Authorship.objects.filter(matter__number__startswith="A").count() == 30

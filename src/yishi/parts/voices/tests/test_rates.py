"""The three rates: how they are counted, what stays hidden, and that they change once a day."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from tests.factories import District, make_unit
from yishi.foundation.matters.choices import Step, Visibility
from yishi.foundation.matters.models import Category, Deadline
from yishi.foundation.people.models import Account, Unit, UnitKind
from yishi.parts.voices.models import PublishedRates, Rating, Voice
from yishi.parts.voices.projections import (
    Rate,
    RateLine,
    RateSheet,
    exact_sheet,
    published_sheet,
    without_small_numbers,
)
from yishi.parts.voices.tests.rows import voice

TODAY = timezone.localdate()
MONTH = (TODAY.replace(day=1) - dt.timedelta(days=1)).replace(day=1)
FILED = timezone.make_aware(dt.datetime.combine(MONTH, dt.time(9)))
DAY = dt.timedelta(days=1)
MIDNIGHT = timezone.make_aware(dt.datetime.combine(TODAY, dt.time.min))


def rated(
    unit: Unit | None, *, contacted: str = "kept", solved: bool | None = None, at: dt.datetime = FILED, **fields: Any
) -> Voice:
    """A voice of last month: contacted in time, late, not at all, or no longer to be contacted; perhaps rated."""
    matter = voice(unit=unit, filed_at=FILED, **fields)
    met = {"kept": FILED + DAY, "late": FILED + 3 * DAY}.get(contacted)
    ended = FILED + DAY if contacted == "dropped" else met
    Deadline.objects.create(
        matter=matter,
        step=Step.CONTACT,
        amount=2,
        measure="workday",
        starts_at=FILED,
        due_at=FILED + 2 * DAY,
        met_at=met,
        ended_at=ended,
    )
    found = Voice.objects.create(matter=matter)
    if solved is not None:
        Rating.objects.create(voice=found, rated_at=at, is_solved=solved, is_satisfied=solved)
    return found


def line_of(sheet: RateSheet, key: int | None) -> RateLine:
    return next(line for line in sheet.units if line.key == key)


def test_a_contact_counts_when_it_was_owed(district: District) -> None:
    for contacted in ("kept", "kept", "late", "missed", "dropped"):
        rated(district.bureau, contacted=contacted)
    sheet = exact_sheet(MONTH, now=timezone.now())
    assert line_of(sheet, district.bureau.pk).contacted == Rate(2, 4)
    assert sheet.total.contacted == Rate(2, 4)


def test_who_did_not_rate_counts_for_nothing(district: District) -> None:
    for solved in (True, True, False, None):
        rated(district.bureau, solved=solved)
    total = exact_sheet(MONTH, now=timezone.now()).total
    assert (total.solved, total.satisfied) == (Rate(2, 3), Rate(2, 3))


def test_a_voice_done_again_keeps_its_earlier_rating(district: District) -> None:
    again = rated(district.bureau, solved=False)
    Rating.objects.create(voice=again, rated_at=FILED + 5 * DAY, is_solved=True, is_satisfied=True)
    total = exact_sheet(MONTH, now=timezone.now()).total
    assert (total.solved, total.satisfied) == (Rate(1, 2), Rate(1, 2))


def test_private_voices_count_too_and_other_months_do_not(district: District) -> None:
    rated(district.bureau, solved=True, visibility=Visibility.PRIVATE)
    rated(None, solved=False)
    other = rated(district.bureau, solved=True)
    other.matter.filed_at = FILED - 40 * DAY
    other.matter.save()
    sheet = exact_sheet(MONTH, now=timezone.now())
    assert line_of(sheet, district.bureau.pk).solved == Rate(1, 1)
    assert line_of(sheet, None).solved == Rate(0, 1)


def test_categories_are_gathered_under_their_roots(district: District) -> None:
    leaf = Category.objects.filter(parent__isnull=False).select_related("parent").first()
    assert leaf is not None
    rated(district.bureau, solved=True, category=leaf)
    rated(district.bureau, solved=True, category=leaf.parent)
    rated(district.bureau, solved=False)
    found = {line.key: line.solved for line in exact_sheet(MONTH, now=timezone.now()).categories}
    assert found == {leaf.parent_id: Rate(2, 2), None: Rate(0, 1)}


def test_published_figures_hold_what_was_known_at_midnight_and_stay_for_the_day(district: District) -> None:
    for _ in range(5):
        rated(district.bureau, solved=True)
    rated(district.bureau, solved=False, at=MIDNIGHT + dt.timedelta(seconds=1))
    first = published_sheet(MONTH, today=TODAY)
    assert first.total.solved == Rate(5, 5)
    for _ in range(5):
        rated(district.bureau, solved=False)
    assert published_sheet(MONTH, today=TODAY) == first
    assert published_sheet(MONTH, today=TODAY + DAY).total.solved == Rate(5, 11)
    assert PublishedRates.objects.count() == 2  # yesterday's figures can still be looked up


def test_what_is_kept_of_a_published_sheet_holds_no_small_number(district: District) -> None:
    for unit in (district.bureau, district.town_unit):
        for _ in range(6):
            rated(unit, solved=True)
    rated(district.community_unit, solved=False)
    sheet = published_sheet(MONTH, today=TODAY)
    assert line_of(sheet, district.community_unit.pk).solved is None
    hidden = [line.key for line in sheet.units if line.solved is None]
    assert len(hidden) == 2
    assert "[0, 1]" not in str(PublishedRates.objects.get().figures)


RATES = st.integers(0, 12).flatmap(lambda whole: st.builds(Rate, st.integers(0, whole), st.just(whole)))
LINES = st.lists(st.tuples(RATES, RATES, RATES), max_size=8)


def sheet_of(rows: list[tuple[Rate, Rate, Rate]]) -> RateSheet:
    lines = tuple(RateLine(place, *rates) for place, rates in enumerate(rows))
    sums = [sum((rates[place] for rates in rows), Rate()) for place in range(3)]
    return RateSheet(MONTH, MIDNIGHT, lines, lines[:1], RateLine(None, *sums))


@given(LINES)
def test_no_sheet_publishes_a_small_number_or_lets_it_be_reckoned(rows: list[tuple[Rate, Rate, Rate]]) -> None:
    exact = sheet_of(rows)
    sheet = without_small_numbers(exact, 5)
    for place, name in enumerate(("contacted", "solved", "satisfied")):
        shown = [getattr(line, name) for line in sheet.units]
        total = getattr(sheet.total, name)
        assert all(rate is None or rate.denominator == 0 or rate.denominator >= 5 for rate in shown)
        if total is None or None not in shown:
            continue
        rest = total.denominator - sum(rate.denominator for rate in shown if rate is not None)
        assert shown.count(None) >= 2
        assert rest >= 5
        assert rest == sum(rates[place].denominator for rates, rate in zip(rows, shown, strict=True) if rate is None)


def page(client: Client, conditions: str = "") -> str:
    return client.get(f"/voices/rates/{conditions}").content.decode()


def test_the_public_page_hides_what_staff_see(client: Client, district: District, officer: Account) -> None:
    rated(district.bureau, solved=True)
    public = page(client)
    assert "不公布" in public
    assert "1/1" not in public
    client.force_login(officer)
    exact = page(client)
    assert "100.0% " in exact
    assert "（1/1）" in exact
    assert "请不要外传" in exact


def test_a_resident_with_an_account_sees_what_everybody_sees(
    client: Client, district: District, resident: Account
) -> None:
    rated(district.bureau, solved=True)
    client.force_login(resident)
    assert "1/1" not in page(client)


def test_the_page_says_how_it_counts(client: Client, district: District) -> None:
    for _ in range(6):
        rated(district.bureau, solved=True)
    text = page(client)
    assert "（6/6）" in text
    assert "少于 5 件的比率不公布" in text
    assert "没有评价的，不当作满意" in text


def test_units_stand_in_the_order_of_the_tree_not_of_their_rates(client: Client, district: District) -> None:
    other = make_unit("zhujian", UnitKind.BUREAU, "住房和城乡建设局", district.centre)
    for unit, solved in ((other, True), (district.bureau, False)):
        for _ in range(6):
            rated(unit, solved=solved)
    named = [line.name for line in client.get("/voices/rates/").context["units"]]
    assert named == ["城市管理局", "住房和城乡建设局"]


@pytest.mark.django_db
@pytest.mark.parametrize("month", ["2026-13-01", "1999-01-01", "nonsense", ""])
def test_a_month_that_is_not_offered_is_said(client: Client, month: str) -> None:
    answer = client.get(f"/voices/rates/?month={month}")
    assert answer.status_code == 422
    assert "error" in answer.content.decode()


def test_exact_figures_cost_the_same_with_few_and_with_many(
    client: Client, district: District, officer: Account, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(officer)
    for more in (1, 2, 20):
        for _ in range(more):
            rated(district.bureau, solved=True, category=Category.objects.first())
        page(client)  # the offices of the person and the tree of units are in memory now
        with django_assert_num_queries(11):
            page(client)

"""Numbers: never twice, easy to type, not to be counted up; codes that open a matter to its author alone."""

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from yishi.foundation.matters.numbers import (
    _shuffled,
    code_matches,
    confidential_number,
    next_numbers,
    normalise_number,
    tracking_code,
)


@pytest.mark.django_db
def test_numbers_follow_on_without_repeating() -> None:
    with transaction.atomic():
        numbers = next_numbers("PX", 2026, 3) + next_numbers("PX", 2026) + next_numbers("PX", 2027)
    assert len(set(numbers)) == 5
    assert all(number.startswith("PX-26-") for number in numbers[:4])
    assert numbers[4].startswith("PX-27-")


def test_the_first_hundred_thousand_and_the_change_of_length_differ() -> None:
    places = [*range(100_000), *range(32**4 - 50, 32**4 + 50)]
    numbers = {_shuffled(place) for place in places}
    assert len(numbers) == len(places)
    assert {len(number) for number in numbers} == {4, 5}


def test_neighbours_do_not_look_alike() -> None:
    leading = {_shuffled(place)[:2] for place in range(50)}
    assert len(leading) > 30


@given(st.integers(0, 32**4 - 1), st.sampled_from(["px-26-{}", " PX-26-{} ", "px26{}", "ＰＸ－２６－{}", "px 26 {}"]))
def test_numbers_are_understood_as_people_type_them(place: int, spelling: str) -> None:
    tail = _shuffled(place)
    assert normalise_number(spelling.format(tail.lower())) == f"PX-26-{tail}"


@given(st.text())
def test_any_text_is_taken_for_a_number_without_complaint(text: str) -> None:
    assert isinstance(normalise_number(text), str)


def test_look_alikes_are_read_as_digits() -> None:
    assert normalise_number("px-26-oil7") == "PX-26-0117"


def test_the_code_opens_its_own_number_only() -> None:
    code = tracking_code("PX-26-7K4Q")
    assert code_matches("PX-26-7K4Q", f" {code[:4].lower()}-{code[4:]} ")
    assert not code_matches("PX-26-7K4R", code)
    assert not code_matches("PX-26-7K4Q", "")


def test_confidential_numbers_are_long_and_random() -> None:
    numbers = {confidential_number("TJ", 2026) for _ in range(100)}
    assert len(numbers) == 100
    assert all(len(number) == len("TJ-26-") + 12 for number in numbers)

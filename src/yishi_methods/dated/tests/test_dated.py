from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishi_methods.dated import parse_table

HEADER = "name,value,unit,in_force_from,in_force_to,source\n"


def test_of_several_rows_in_force_the_latest_holds() -> None:
    table = parse_table(
        HEADER
        + "edge,2560,px,2026-01-01,,own\nedge,2048,px,2025-01-01,,own\nedge,1024,px,2026-06-01,2026-06-30,trial\n"
    )
    assert table.on(date(2025, 5, 1))["edge"].value == "2048"
    assert table.on(date(2026, 6, 30))["edge"].value == "1024"
    assert table.on(date(2026, 7, 1))["edge"].value == "2560"
    assert "edge" not in table.on(date(2024, 12, 31))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "line 1: expected the columns"),
        ("name,value\na,1\n", "line 1: expected the columns"),
        (HEADER + "a,1,px,yesterday,,own\n", "line 2"),
        (HEADER + "a,1,px,2026-01-01,,own\na,1,px\n", "line 3"),
        (HEADER + "a,1,px,2026-01-02,2026-01-01,own\n", "line 2: a ends on 2026-01-01, before it starts"),
    ],
)
def test_a_bad_table_is_refused_with_its_line(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_table(text)


@given(
    spans=st.lists(st.tuples(st.integers(0, 60), st.none() | st.integers(0, 30)), max_size=8),
    day=st.integers(0, 100),
)
def test_what_holds_began_last_and_has_not_ended(spans: list[tuple[int, int | None]], day: int) -> None:
    epoch = date(2026, 1, 1)
    lines = [
        f"x,{start},day,{epoch + timedelta(start)},{'' if length is None else epoch + timedelta(start + length)},own\n"
        for start, length in spans
    ]
    held = parse_table(HEADER + "".join(lines)).on(epoch + timedelta(day))
    open_starts = [start for start, length in spans if start <= day and (length is None or day <= start + length)]
    assert (int(held["x"].value) if held else None) == max(open_starts, default=None)

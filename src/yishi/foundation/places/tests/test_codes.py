import pytest

from yishi.foundation.places.codes import AreaCode, NotACode, parse_code
from yishi.foundation.places.models import Level


@pytest.mark.parametrize(
    ("code", "stem", "level", "parent"),
    [
        ("329901000000", "329901", Level.DISTRICT, ""),
        ("329901101000", "329901101", Level.TOWN, "329901"),
        (" 329901101201 ", "329901101201", Level.COMMUNITY, "329901101"),
        ("329901101201007", "329901101201007", Level.GRID, "329901101201"),
        ("329901101200", "329901101200", Level.COMMUNITY, "329901101"),
    ],
)
def test_the_level_follows_from_the_code(code, stem, level, parent):
    assert parse_code(code) == AreaCode(code.strip(), stem, level, parent)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "329901",
        "32990110120",
        "3299011012010",
        "32990110120A",
        "３２９９０１１０１２０１",
        "329901000201",
        "329901101201000",
        "329901101000001",
    ],
)
def test_what_is_no_code_is_refused_with_words(code):
    with pytest.raises(NotACode, match="代码"):
        parse_code(code)

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishi_methods.text import fold, normalise

ANY_TEXT = st.text(st.characters(), max_size=200) | st.text(
    "ab \t\n\r\u3000\u200b\u200d\u0301\x00\x85幸𠀀👩", max_size=60
)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("", ""),
        ("\n\t\t\n\t\t路灯坏了。\r\n\t", "路灯坏了。"),
        ("一\r\n二\r三\u2028四\x0b五", "一\n二\n三\n四\n五"),
        ("一\n\n \n\u3000\n二", "一\n\n二"),
        ("表\t格 \u3000\n", "表\t格"),
        ("　　段首空两格\n　　第二段", "段首空两格\n　　第二段"),
        ("a\x00b\x1b[0m\x7f\ufffe", "ab[0m"),
        ("看\u200b不\ufeff见\u202e的", "看不见的"),
        ("e\u0301", "é"),
        ("Ｆｕｌｌ　①㎡", "Ｆｕｌｌ　①㎡"),
        ("𠀀𠮷\U000323af", "𠀀𠮷\U000323af"),
        ("葛\U000e0100城", "葛\U000e0100城"),
        ("👩\u200d👩\u200d👧\ufe0f", "👩\u200d👩\u200d👧\ufe0f"),
        ("中\u200d文", "中文"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\ud83d\ude00", "😀"),
        ("坏\ud83d字", "坏\ufffd字"),
        ("<script>alert('1')</script>", "<script>alert('1')</script>"),
    ],
)
def test_what_is_typed_is_stored_in_order(typed: str, stored: str) -> None:
    assert normalise(typed) == stored


@given(ANY_TEXT)
def test_normalising_twice_changes_nothing_and_leaves_what_databases_and_xml_take(text: str) -> None:
    stored = normalise(text)
    assert normalise(stored) == stored
    assert stored == stored.strip()
    assert "\n\n\n" not in stored
    assert all(c in "\t\n" or unicodedata.category(c) not in ("Cc", "Cs") for c in stored)
    stored.encode()


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("Straße", "strasse"),
        ("㎡", "m2"),
        ("體", "體"),
        ("①号", "1号"),
        ("138\u200b0013", "1380013"),
    ],
)
def test_folding_makes_width_and_case_alike(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(ANY_TEXT)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("unit", ["幸福里3栋，", " ", "\n", "1-", "\u200d", "\ud83d", "\u0301\u0316", "\t \n", "𠀀"])
def test_a_hundred_thousand_characters_of_anything(unit: str) -> None:
    text = "x" + unit * (100_000 // len(unit)) + "z"
    assert normalise(text).endswith("z")
    assert fold(text).startswith("x")


def test_no_more_combining_marks_than_writing_needs() -> None:
    assert len(normalise("a" + "\u0316" * 1000)) == 31

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishi_methods.text import QueryToken, query_tokens, tokens


def finds(query: str, text: str) -> bool:
    """What a search index does with the tokens."""
    indexed = set(tokens(text))
    wanted = query_tokens(query)
    return bool(wanted) and all(
        any(t.startswith(token.text) for t in indexed) if token.is_beginning else token.text in indexed
        for token in wanted
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("幸福里3栋", "幸福 福里 里 里3 3 3栋 栋"),
        ("PX-26-7K4Q", "px 26 7k4q px267k4q 267k4q"),
        ("ＷＩＦＩ信号", "wifi wifi信 信号 号"),
        ("Covid19", "covid19 covid 19"),
        ("𠀀𠀁\U00030000", "𠀀𠀁 𠀁\U00030000 \U00030000"),
        ("138 1234 5678", "138 1234 5678 13812345678 12345678"),
        ("。！%*'\"\x00 \n😀", ""),
        ("", ""),
    ],
)
def test_tokens(text: str, expected: str) -> None:
    assert " ".join(tokens(text)) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("垃圾", [QueryToken("垃圾")]),
        ("垃", [QueryToken("垃", is_beginning=True)]),
        ("垃圾站", [QueryToken("垃圾"), QueryToken("圾站")]),
        ("A3区", [QueryToken("a3"), QueryToken("a3区")]),
        ("PX-26-7K", [QueryToken("px267k", is_beginning=True)]),
        ("的的的", [QueryToken("的的")]),
        ("\"' OR 1=1 --", [QueryToken("or"), QueryToken("1")]),
        ("*%_", []),
    ],
)
def test_query_tokens(query: str, expected: list[QueryToken]) -> None:
    assert query_tokens(query) == expected


@pytest.mark.parametrize(
    "query",
    [
        "PX-26-7K4Q",
        "px-26-7k",
        "PX267K4Q",
        "26-7K4Q",
        "7K4Q",
        "PX",
        "ＰＸ—26",
        "编号PX-26",
        "号",
        "编号",
        "4栋",
        "138-1234-5678",
    ],
)
def test_a_number_is_found_whole_and_by_parts(query: str) -> None:
    assert finds(query, "编号PX-26-7K4Q，幸福里4栋，电话138 1234 5678")


@pytest.mark.parametrize("query", ["PX-27", "7K4R", "里5", "福幸", "38-1234", "14栋", "。"])
def test_what_is_not_there_is_not_found(query: str) -> None:
    assert not finds(query, "编号PX-26-7K4Q，幸福里4栋，电话138 1234 5678")


PIECES = st.sampled_from(["幸", "福", "里", "𠀀", "a3", "wifi", "7", "2019", "-", ".", "，", " ", "\n", "é", "か"])


@given(st.lists(PIECES, max_size=12), st.lists(PIECES, min_size=1, max_size=6), st.lists(PIECES, max_size=12))
def test_a_text_is_found_by_every_part_cut_between_words(before: list[str], part: list[str], after: list[str]) -> None:
    # A blank keeps what stands beside the part from growing together with its first or last word.
    query = "".join(part)
    text = "".join(before) + " " + query + " " + "".join(after)
    assert finds(query, text) or not query_tokens(query)


@given(st.text("幸福里栋𠀀", min_size=1, max_size=20), st.data())
def test_chinese_is_found_by_every_substring(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert finds(text[start:end], "3" + text + "a。")


@given(st.text(max_size=300))
def test_no_token_holds_a_blank_or_a_quote(text: str) -> None:
    for token in [*tokens(text), *(t.text for t in query_tokens(text))]:
        assert token
        assert not set(token) & set(" \t\n\"'\\*\x00&|!():")
        assert len(token) <= 128

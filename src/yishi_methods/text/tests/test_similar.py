import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishi_methods.text.similar import near_duplicates, rank_alike

OPEN = [
    "幸福里小区北门垃圾无人清运\n幸福里小区北门的垃圾堆了三天没有人来清运，气味很大，请处理。",
    "幸福里3栋电梯坏了\n电梯停了一个星期，老人上下楼不方便。",
    "桃源路口红绿灯时间太短\n行人绿灯只有十秒，过不去马路。",
    "请问医保怎样异地备案\n父母住在外地，想咨询医保异地就医备案。",
    "幸福里小区门口夜间施工噪音\n凌晨两点还在施工，噪音扰民。",
]


def test_the_same_problem_comes_first_and_the_neighbourhoods_name_alone_says_little() -> None:
    ranked = rank_alike("幸福里北门垃圾堆积没人清运", OPEN)
    assert ranked[0].place == 0
    assert all(alike.likeness < ranked[0].likeness / 2 for alike in ranked[1:])


def test_nothing_alike_gives_nothing() -> None:
    assert rank_alike("公园长椅油漆脱落", OPEN) == []
    assert rank_alike("", OPEN) == []
    assert rank_alike("幸福里", []) == []
    assert rank_alike("。", ["。", ""]) == []


def test_at_most_so_many() -> None:
    assert len(rank_alike("路灯坏了", ["路灯坏了"] * 9, limit=3)) == 3


def test_width_case_and_punctuation_make_no_difference() -> None:
    found = near_duplicates("WIFI信号，太差！", ["ｗｉｆｉ 信号太差", "垃圾清运太差"])
    assert [(alike.place, alike.likeness) for alike in found] == [(0, 1.0)]


def test_nearly_the_same_words_are_found() -> None:
    again = OPEN[0].replace("三天", "四天") + "谢谢"
    assert [alike.place for alike in near_duplicates(again, OPEN)] == [0]


@given(st.text(max_size=80), st.lists(st.text(max_size=80), max_size=8))
def test_likeness_lies_between_nothing_and_the_same(query: str, candidates: list[str]) -> None:
    for alike in rank_alike(query, candidates, threshold=0) + near_duplicates(query, candidates, threshold=0):
        assert 0 <= alike.likeness <= 1


@pytest.mark.parametrize("text", OPEN)
def test_a_text_is_most_like_itself(text: str) -> None:
    best = rank_alike(text, OPEN)[0]
    assert OPEN[best.place] == text
    assert best.likeness == pytest.approx(1)

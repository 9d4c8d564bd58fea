import csv
import subprocess
import sys
from pathlib import Path

import pytest

from yishi_methods.text.bayes import BayesModel, train
from yishi_methods.text.categories import KeywordModel, Suggestion

TREE = Path(__file__).parents[3] / "yishi/foundation/matters/data/categories.csv"
LEARNT = [
    ("路灯不亮\n桃源路的路灯坏了，晚上看不见路。", "streets"),
    ("井盖破损\n路上的井盖坏了，路灯也不亮。", "streets"),
    ("人行道塌陷\n人行道坏了，路灯杆歪了，请市政修理。", "streets"),
    ("工资拖欠\n工地拖欠工资三个月不发。", "wages"),
    ("讨要工资\n老板拖欠我们的工资，请劳动部门处理。", "wages"),
    ("加班没有工资\n公司加班不发工资，拖欠半年。", "wages"),
]


@pytest.fixture(scope="module")
def tree() -> list[dict[str, str]]:
    with TREE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def real_rows(shared_data: Path) -> list[tuple[str, str]]:
    with (shared_data / "messages" / "labelled_raw.csv").open(encoding="utf-8-sig", newline="") as file:
        return [(f"{row['title']}\n{row['text']}", row["label"]) for row in csv.DictReader(file)]


def test_keywords_suggest_the_category_whose_words_are_there() -> None:
    model = KeywordModel({"lamps": ["路灯", "照明"], "wages": ["拖欠工资", "ＷＡＧＥＳ"], "empty": []})
    assert model.suggest("路灯坏了\n整条街没有照明") == [Suggestion("lamps", 1.0)]
    assert model.suggest("wages")[0].code == "wages"


def test_a_word_of_the_title_counts_twice() -> None:
    model = KeywordModel({"lamps": ["路灯"], "roads": ["马路"]})
    assert [(s.code, round(s.confidence, 2)) for s in model.suggest("路灯坏了\n马路很黑")] == [
        ("lamps", 0.67),
        ("roads", 0.33),
    ]


@pytest.mark.parametrize("text", ["", "您好", "\x00%'\"", "桃花"])
def test_unsure_is_no_suggestion(text: str) -> None:
    assert KeywordModel({"lamps": ["路灯"]}).suggest(text) == []
    assert train(LEARNT).suggest(text) == []


def test_a_text_of_everything_is_unsure() -> None:
    words = {str(n): [chr(0x4E00 + n) * 4] for n in range(10)}
    assert KeywordModel(words).suggest("，".join(word for own in words.values() for word in own)) == []


def test_bayes_learns_and_is_kept_in_bytes() -> None:
    model = train(LEARNT)
    kept = BayesModel.from_bytes(model.to_bytes())
    for text, code in [("路口的路灯不亮了", "streets"), ("老板拖欠工资", "wages")]:
        assert model.suggest(text)[0].code == code
        assert kept.suggest(text) == model.suggest(text)
    assert sum(s.confidence for s in model.suggest("路灯坏了，工资也没有发", top=9) or []) <= 1.0 + 1e-9


@pytest.mark.parametrize("rows", [[], LEARNT[:3], [("甲", "a"), ("乙", "b")]])
def test_too_little_to_learn_from_is_an_error(rows: list[tuple[str, str]]) -> None:
    with pytest.raises(ValueError, match=r"two categories|no token"):
        train(rows)


def test_the_tree_that_comes_with_the_platform_is_well_formed(tree: list[dict[str, str]]) -> None:
    codes = [row["code"] for row in tree]
    assert len(codes) == len(set(codes))
    for place, row in enumerate(tree):
        assert row["parent"] in ("", *codes[:place])
        assert 0 < len(row["code"]) <= 40
        assert 0 < len(row["name"]) <= 60
        assert 0 < len(row["name_en"]) <= 80
        assert int(row["order"]) > 0
    assert {row["parent"] for row in tree if row["words"]} <= {row["code"] for row in tree if not row["parent"]}


def test_keywords_of_the_tree_on_real_messages(tree: list[dict[str, str]], real_rows: list[tuple[str, str]]) -> None:
    """The seven first levels of the data; the words were written with its vocabulary in view, so this flatters them."""
    first_level = {row["code"]: row["name"] for row in tree if not row["parent"]}
    parents = {row["code"]: row["parent"] for row in tree}
    model = KeywordModel({row["code"]: row["words"].split() for row in tree})
    answers = [(model.suggest(text), label) for text, label in real_rows]
    answered = [(first_level[parents[found[0].code]], label) for found, label in answers if found]
    right = sum(suggested == label for suggested, label in answered)
    print(f"keywords: {len(answered)} of {len(answers)} answered, {right / len(answered):.1%} of them right")
    assert len(answered) >= 0.9 * len(answers)
    assert right >= 0.78 * len(answered)


def test_bayes_on_a_fifth_of_real_messages_held_out(real_rows: list[tuple[str, str]]) -> None:
    right = sure = sure_and_right = 0
    for part in range(5):
        model = train((row for place, row in enumerate(real_rows) if place % 5 != part), threshold=0)
        for text, label in real_rows[part::5]:
            best = model.suggest(text)[0]
            right += best.code == label
            sure += best.confidence >= 0.5
            sure_and_right += best.confidence >= 0.5 and best.code == label
    print(
        f"bayes: {right / len(real_rows):.1%} right; sure of {sure / len(real_rows):.1%}, {sure_and_right / sure:.1%}"
    )
    assert right >= 0.75 * len(real_rows)
    assert sure_and_right >= 0.82 * sure


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("categories", {"numpy", "scipy", "sklearn", "numba", "django"}),
        ("bayes", {"scipy", "sklearn", "numba", "django"}),
    ],
)
def test_what_the_web_process_must_not_carry_is_not_imported(module: str, heavy: set[str]) -> None:
    code = f"import sys, yishi_methods.text.{module}; print(sorted({heavy} & set(sys.modules)))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"

"""The grammar of the invented texts, and every topic spoken in every way."""

from random import Random

import pytest

from yishi.demo.grammar import BadGrammar, Rules, Speaker, names_in, parse_rules
from yishi.demo.scenes import ANSWERED_NAMES
from yishi.demo.speech import CLERK, REGISTERS, WANTED
from yishi.demo.topics import Topic, all_topics, common_rules, parse_topics

NEEDED = {
    "problem": {"situation", "detail", "effect", "demand", "found", "done", "plan"},
    "question": {"situation", "detail", "question", "reply"},
    "praise": {"situation", "detail", "praise", "reply"},
}
FACETS = {*REGISTERS, CLERK, "enterprise", "early", "late", "site", "off-site", "opponent"}
TOPICS = all_topics().values()


def speaker(source: str, *, facets: tuple[str, ...] = (), seed: int = 1, **values: str) -> Speaker:
    return Speaker([parse_rules(source.splitlines(), "test")], values, frozenset(facets), Random(seed))


def test_names_choices_and_numbers_are_filled_in() -> None:
    one = speaker("# text\n{where}的{灯|路灯}坏了{3-5}天{，很暗|}。", where="望湖路")
    said = {one.say("text") for _ in range(60)}
    assert said == {
        f"望湖路的{lamp}坏了{n}天{end}。" for lamp in ("灯", "路灯") for n in (3, 4, 5) for end in ("，很暗", "")
    }


def test_a_decided_rule_stays_as_it_is() -> None:
    one = speaker("# $tree\n香樟\n榉树\n水杉\n# text\n{$tree}，还是{$tree}。")
    assert len({one.say("text") for _ in range(20)}) == 1


def test_nothing_is_said_twice_in_one_text() -> None:
    one = speaker("# detail\n甲。\n乙。\n# text\n{detail}{detail}{detail}")
    assert {one.say("text") for _ in range(20)} == {"甲。乙。", "乙。甲。"}


def test_lines_are_for_those_they_are_marked_for() -> None:
    source = "# text\n@elder,parent @site 甲\n@shop 乙"
    assert speaker(source, facets=("parent", "site")).say("text") == "甲"
    assert speaker(source, facets=("shop",)).say("text") == "乙"
    with pytest.raises(BadGrammar, match="no line"):
        speaker(source, facets=("elder",)).say("text")


def test_large_numbers_are_round() -> None:
    one = speaker("# text\n{1000-9999} {300-900}")
    thousands, hundreds = zip(*((int(n) for n in one.say("text").split()) for _ in range(30)), strict=True)
    assert {n % 100 for n in thousands} == {0}
    assert {n % 10 for n in hundreds} == {0}


@pytest.mark.parametrize(
    "line",
    ["{never closed", "closed}", "{a|b", "{}", "{two {names}}"],
    ids=["open", "close", "choice", "empty", "nested"],
)
def test_a_grammar_that_cannot_be_read_is_refused(line: str) -> None:
    with pytest.raises(BadGrammar, match="line 2"):
        parse_rules(["# text", line], "test")


def test_faults_of_a_source_are_named() -> None:
    with pytest.raises(BadGrammar, match="before the first rule"):
        parse_rules(["text without a rule"], "test")
    with pytest.raises(BadGrammar, match="nobody knows colour"):
        parse_topics("== one\ncolour: red\nkinds: help 1\n", "test")
    with pytest.raises(BadGrammar, match="twelve months"):
        parse_topics("== one\nkinds: help 1\nmonths: 1 2 3\n", "test")
    with pytest.raises(BadGrammar, match="no rule"):
        speaker("# text\n{nobody}").say("text")


def needed_of(topic: Topic) -> set[str]:
    needed = {"title", "subject"} | (
        NEEDED[topic.form] - ({"reply", "found", "done", "plan"} if topic.redirect else set())
    )
    needed |= {"redirect_reason"} if topic.redirect else set()
    return needed | {rule for kind, rule in WANTED.items() if kind in topic.kinds and topic.form == "problem"}


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_a_topic_has_words_for_everything_and_everybody(topic: Topic) -> None:
    assert needed_of(topic) <= topic.rules.keys()
    marks = {mark for lines in topic.rules.values() for line in lines for facet in line.facets for mark in facet}
    assert marks <= FACETS | set(topic.cases)
    wanted = set(WANTED.values()) | {"reply"}
    for case in topic.cases or {"": 1}:
        for rule, lines in topic.rules.items():
            if rule not in wanted or (topic.form == "question" and rule != "proposal"):
                assert any(line.fits(frozenset({case, CLERK, "late"})) for line in lines), (case, rule)


def values_named(rules: Rules) -> set[str]:
    own = rules.keys() | common_rules().keys()
    return {name for name in names_in(rules) if name not in own}


def test_no_name_is_unknown() -> None:
    known = {
        *("here", "estate", "block", "road", "corner", "estate_near", "community", "town", "since", "since_short"),
        *("yesterday", "mobile", "plate", "surname", "september", "half_year", "who_by_ground", *ANSWERED_NAMES),
        *("school", "primary", "middle", "nursery", "market", "park", "hospital", "mall", "counter"),
    }
    topic_rules = (
        "situation",
        "detail",
        "effect",
        "demand",
        "question",
        "praise",
        "reply",
        "found",
        "done",
        "plan",
        "subject",
    )
    assert values_named(common_rules()) - known <= set(topic_rules)
    for topic in TOPICS:
        assert values_named(topic.rules) <= known, topic.name

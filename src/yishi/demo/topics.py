"""What people speak about: topics with their words, from the sources in `data/voices`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from yishi.demo.grammar import BadGrammar, Rules, parse_rules

VOICES = Path(__file__).with_name("data") / "voices"
COMMON = VOICES / "phrases.txt"
GROUNDS = {"school": ("primary", "middle")}
"""Grounds that are landmarks of several kinds; any other ground but those of `scenes` is a kind of landmark itself."""


@dataclass(frozen=True, kw_only=True)
class Topic:
    """One subject. `share` is its relative number of voices; `months` the same for each month of the year.

    `form` says how a text is built (problem, question, praise), `ground` where it belongs, `hours` when it is written.
    `unit` is the code of the responsible unit, or town or community; `wrong` are units it is first sent to by mistake.
    `cases` are the different things that a voice of the topic may be about; lines of its rules are marked with them.
    `who` is how people introduce themselves: none, or a rule "who_…", or by the ground where it is "". `site`: there is
    something to be seen on the spot; `opponent`: there is somebody else to be spoken with.
    `hot` is the one place of a problem that many raise; `redirect` the channel that is shown instead of an answer.
    """

    name: str
    category: str
    unit: str
    kinds: Mapping[str, int]
    rules: Rules = field(repr=False)
    share: int = 0
    cases: Mapping[str, int] = field(default_factory=dict)
    months: tuple[int, ...] = (1,) * 12
    hours: str = "any"
    ground: str = "any"
    form: str = "problem"
    picture: str = ""
    wrong: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    hot: str = ""
    redirect: str = ""
    plate: bool = False
    enterprise: bool = False
    confidential: bool = False
    retaliation: bool = False
    outside: bool = False
    opponent: bool = False
    site: bool = True
    who: str = ""


@lru_cache(maxsize=1)
def common_rules() -> Rules:
    """The rules that all topics share."""
    return parse_rules(COMMON.read_text(encoding="utf-8").splitlines(), COMMON.name)


@lru_cache(maxsize=1)
def all_topics() -> Mapping[str, Topic]:
    """Every topic by name, in the order of the sources."""
    topics: dict[str, Topic] = {}
    for path in sorted(VOICES.glob("*.txt")):
        if path != COMMON:
            for topic in parse_topics(path.read_text(encoding="utf-8"), path.name):
                if topic.name in topics:
                    raise BadGrammar(f"{path.name}: there is a topic {topic.name!r} already")
                topics[topic.name] = topic
    return topics


def parse_topics(text: str, source: str) -> list[Topic]:
    """The topics of a source; each is "== name", then lines "key: value", then its rules. Raises BadGrammar."""
    topics = []
    for block in f"\n{text}".split("\n== ")[1:]:
        name, *lines = block.splitlines()
        start = next((place for place, line in enumerate(lines) if line.startswith("# ")), len(lines))
        about = dict(_entry(line, source) for line in lines[:start] if line.strip() and not line.startswith(";"))
        rules = parse_rules(lines[start:], f"{source}, {name.strip()}")
        topics.append(_topic(name.strip(), about, rules, source))
    return topics


def _entry(line: str, source: str) -> tuple[str, str]:
    key, colon, value = line.partition(":")
    if not colon:
        raise BadGrammar(f"{source}: {line!r} is no 'key: value'")
    return key.strip(), value.strip()


def _topic(name: str, about: dict[str, str], rules: Rules, source: str) -> Topic:
    known = Topic.__dataclass_fields__.keys() - {"name", "rules"}
    if unknown := about.keys() - known:
        raise BadGrammar(f"{source}, {name}: nobody knows {', '.join(sorted(unknown))}")
    given = {key: _value(key, text) for key, text in about.items() if text not in ("", "-")}
    return Topic(name=name, rules=rules, **given)  # type: ignore[arg-type]


def _value(key: str, text: str) -> object:
    match key:
        case "kinds" | "cases":
            return {kind: int(weight) for kind, weight in (entry.split() for entry in text.split(","))}
        case "months":
            return _twelve([int(number) for number in text.split()])
        case "share":
            return int(text)
        case "wrong" | "about":
            return tuple(text.split())
        case "plate" | "enterprise" | "confidential" | "retaliation" | "outside" | "opponent" | "site":
            return text == "yes"
        case _:
            return text


def _twelve(numbers: Sequence[int]) -> tuple[int, ...]:
    if len(numbers) != len(range(12)):
        raise BadGrammar(f"a year has twelve months, not {len(numbers)}")
    return tuple(numbers)

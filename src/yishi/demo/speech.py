"""What somebody says, in their own way: the words of a topic, told at some length, typed with more or less care."""

import itertools
import re
from dataclasses import dataclass, field
from random import Random

from yishi.demo.grammar import Line, Name, Rules, Speaker
from yishi.demo.scenes import Scene
from yishi.demo.topics import Topic, common_rules

REGISTERS = {"plain": 34, "elder": 13, "parent": 13, "brief": 12, "formal": 9, "tenant": 6, "shop": 5, "worker": 8}
CLERK = "clerk"
LENGTHS = {"brief": 20, "medium": 48, "long": 23, "story": 9}
LONGEST = 400
SHORTEST = 14
WANTED = {"suggestion": "proposal", "consultation": "question"}
"""The rule that takes the place of the demand for these kinds."""
GREETINGS = ("您好", "你好", "你们好", "领导", "同志", "尊敬")
WITH_TELEPHONE = 0.055
OFFICIAL = ("answer_", "check_", "refusal_", "appeal_answer")
"""Rules for the words of an office, which calls a place by its name throughout."""
OWN_TITLE, SHORTEST_TITLE, LONGEST_TITLE = 0.88, 10, 36
WHO_BY_GROUND = {"estate": "estate", "village": "village", "road": "road"}

_THIRD_PERSON = (
    ("我们小区", "该小区"),
    ("我们村", "该村"),
    ("我们这里", "当地"),
    ("我们这一", "这一"),
    ("我们这些", "这些"),
    ("我们", "居民"),
    ("我家", "其家"),
    ("我公司", "其公司"),
    ("本人", "其"),
    ("我是", "其为"),
    ("我的", "其"),
    ("我", "其"),
    ("你们", "有关部门"),
    ("请问", "咨询"),
    ("想问一下", "咨询"),
)


@dataclass
class Author:
    """How one person speaks of one topic at one place; title, text and what follows agree with each other."""

    topic: Topic
    kind: str
    scene: Scene
    register: str
    rng: Random
    channel: str = "web"
    phase: str = "late"
    """Of a problem that grows: whether it has just begun (early) or goes on (late)."""
    speaker: Speaker = field(init=False)

    def __post_init__(self) -> None:
        own: dict[str, tuple[Line, ...]] = {"who_by_ground": self._introduction()}
        if (wanted := WANTED.get(self.kind, "")) in self.topic.rules:
            own["demand"] = self.topic.rules[wanted]
        rules: list[Rules] = [own, self.topic.rules, common_rules()]
        self.speaker = Speaker(rules, self.scene.values(), self._facets(), self.rng)

    def _introduction(self) -> tuple[Line, ...]:
        who = self.topic.who or WHO_BY_GROUND.get(self.topic.ground, "")
        if not who:
            who = "village" if self.scene.spot.is_hamlet else "estate" if self.scene.spot.is_estate else "any"
        return (Line(() if who == "none" else (Name(f"who_{who}"),)),)

    def _facets(self) -> frozenset[str]:
        spot = self.scene.spot
        place = "at-estate" if spot.is_estate else "at-village" if spot.is_hamlet else f"at-{self.topic.ground}"
        facets = {
            self.register,
            self.phase,
            self.channel,
            place,
            "site" if self.topic.site else "off-site",
            *self._case(),
        }
        return frozenset(facets | {"opponent"} if self.topic.opponent else facets)

    def _case(self) -> list[str]:
        """Which of the topic's cases this is: one that has words for what the author wants."""
        wanted = WANTED.get(self.kind, "")
        cases = {
            case: weight
            for case, weight in self.topic.cases.items()
            if any(line.fits(frozenset({case})) for line in self.topic.rules.get(wanted, (Line(()),)))
        }
        return self.rng.choices(list(cases), list(cases.values())) if cases else []

    def can_say(self, rule: str) -> bool:
        """Whether the rule has words for this author."""
        return any(line.fits(self.speaker.facets) for line in self.topic.rules.get(rule, ()))

    def say(self, rule: str) -> str:
        """One text by a rule, tidied."""
        self.scene.begin(is_formal=rule.startswith(OFFICIAL))
        return tidied(self.speaker.say(rule))

    def title(self, text: str) -> str:
        """A title, or "" where the first sentence of the text serves as one."""
        first = re.split(r"[。！？：!?:;；\n]", text)[0]
        serves = SHORTEST_TITLE <= len(first) <= LONGEST_TITLE and " " not in first and not first.startswith(GREETINGS)
        is_needed = self.register == CLERK or not serves or self.rng.random() < OWN_TITLE
        return self.say("title").rstrip("。") if is_needed else ""

    def text(self) -> str:
        """The voice itself."""
        for _try in range(12):
            length = self.rng.choices(list(LENGTHS), list(LENGTHS.values()))[0]
            if length == "story" and self.topic.form != "problem":
                length = "long"
            text = self._clerk_text() if self.register == CLERK else self._own_text(length)
            if SHORTEST <= len(text) <= LONGEST:
                return text
        return text[:LONGEST]

    def _own_text(self, length: str) -> str:
        suffix = {"problem": "text"}.get(self.topic.form, self.topic.form)
        text = self.say(f"{length}_{suffix}")
        if self.topic.form != "praise" and self.rng.random() < WITH_TELEPHONE:
            text = f"{text}{self.say('telephone_tail')}"
        return typed(text, self.register, self.rng)

    def _clerk_text(self) -> str:
        body = {"praise": "situation", "question": "situation"}.get(self.topic.form, "clerk_body")
        self.scene.begin()
        told = third_person(tidied(self.speaker.say(body)))
        if self.topic.form == "question":
            return f"{self.say('clerk_ask')}{told}{third_person(self.say('question'))}"
        if self.topic.form == "praise":
            return f"{self.say('clerk_thanks')}{told}希望对其予以表扬。"
        return f"{self.say('clerk_intro')}{told}{self.say('clerk_demand')}"


def tidied(text: str) -> str:
    """Text without what putting pieces together may leave: doubled marks, a comma before a full stop."""
    text = re.sub(r"([，。！？；：、])[，。、；]+", r"\1", text)
    text = re.sub(r"(小区|村里)(?:小区|村里)+", r"\1", text)
    text = re.sub(r"(?m)^\d、$\n?", "", re.sub(r"[ \t]*\n+[ \t]*", "\n", text))
    count = itertools.count(1)
    return re.sub(r"(?m)^\d、", lambda mark: f"{next(count)}、", text).strip()


def third_person(text: str) -> str:
    """First person told by a clerk: the caller becomes 其."""
    for own, told in _THIRD_PERSON:
        text = text.replace(own, told)
    return text


def typed(text: str, register: str, rng: Random) -> str:
    """The text as it leaves somebody's hands: some type fast, some know no full stop."""
    draw = rng.random()
    if register in ("formal", "enterprise") or draw < 0.66:
        return text
    if draw < 0.72:
        return text.translate(str.maketrans("，。！？：；", ",.!?:;"))
    if draw < 0.79:
        return re.sub(r"。(?=.)", "，", text)
    if draw < 0.86:
        return text.rstrip("。")
    if draw < 0.90:
        return re.sub(r"[！。]$", "！！！", text)
    if draw < 0.94:
        return re.sub(r"[，。](?=.)", " ", text).rstrip("。")
    if draw < 0.97:
        return text.replace("。", "。。。", 1)
    return _mistyped(text, rng)


def _mistyped(text: str, rng: Random) -> str:
    pairs = [
        ("已经", "以经"),
        ("反映", "反应"),
        ("做", "作"),
        ("账", "帐"),
        ("像", "象"),
        ("好像", "好象"),
        ("座", "坐"),
    ]
    rng.shuffle(pairs)
    for right, wrong in pairs:
        if right in text:
            return text.replace(right, wrong, 1)
    return text

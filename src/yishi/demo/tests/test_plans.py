"""The planned year: the same for the same seed, with its seasons, its fates, and nobody real in it."""

import datetime as dt
from collections import Counter
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from yishi.demo.district import invent_district
from yishi.demo.plans import Fate, Plan, digest_of, hot_problems, plan_year
from yishi.demo.scenes import MOBILE_PREFIX, PLATE_PREFIX
from yishi.demo.speech import LONGEST
from yishi.demo.topics import all_topics
from yishi_methods.text.personal import Kind, find

UNTIL = dt.datetime(2026, 11, 20, 17, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
VOICES = 1500
MOST_TWINS, MOST_ALIKE, ALIKE = 0.002, 0.02, 0.8


def year(seed: int, voices: int = VOICES) -> list[Plan]:
    return plan_year(invent_district(seed), voices=voices, seed=seed, until=UNTIL, residents=200)


@pytest.fixture(scope="module")
def plans() -> list[Plan]:
    return year(1)


def test_the_same_seed_makes_the_same_year(plans: list[Plan]) -> None:
    assert digest_of(year(1)) == digest_of(plans)
    assert digest_of(year(2)) != digest_of(plans)
    assert len(year(1, 60)) == 60


def test_texts_differ(plans: list[Plan]) -> None:
    """At most two in a thousand are word for word the same, two in a hundred nearly the same."""
    texts = [plan.text for plan in plans]
    assert len(texts) - len(set(texts)) <= MOST_TWINS * VOICES
    pairs: dict[str, list[set[str]]] = {}
    alike = 0
    for plan in plans:
        own = {first + second for first, second in pairwise(plan.text)}
        others = pairs.setdefault(plan.topic.name, [])
        alike += any(len(own & other) >= ALIKE * len(own | other) for other in others)
        others.append(own)
    assert alike <= MOST_ALIKE * VOICES


def test_texts_are_short_and_long(plans: list[Plan]) -> None:
    lengths = sorted(len(plan.text) for plan in plans)
    assert 14 <= lengths[0] <= 30
    assert 200 <= lengths[-1] <= LONGEST
    assert all(len(plan.title) <= 40 for plan in plans)


def test_telephones_and_plates_are_nobodys(plans: list[Plan]) -> None:
    findings = [finding for plan in plans for finding in find(f"{plan.title}\n{plan.text}")]
    assert {finding.kind for finding in findings} == {Kind.MOBILE, Kind.PLATE}
    for finding in findings:
        assert finding.text.startswith(MOBILE_PREFIX if finding.kind == Kind.MOBILE else PLATE_PREFIX)
    contacts = [plan.contact for plan in plans if plan.contact]
    assert all(contact["telephone"].startswith(MOBILE_PREFIX) for contact in contacts)
    assert all(contact.get("email", "@example.org").endswith("@example.org") for contact in contacts)


def test_the_year_has_its_shape(plans: list[Plan]) -> None:
    assert [plan.filed_at for plan in plans] == sorted(plan.filed_at for plan in plans)
    assert all(UNTIL - dt.timedelta(days=366) < plan.filed_at <= UNTIL for plan in plans)
    weekdays = Counter(plan.filed_at.weekday() for plan in plans)
    assert min(weekdays[day] for day in range(5)) > max(weekdays[5], weekdays[6])
    months = Counter(plan.filed_at.month for plan in plans if plan.topic.name == "waterlogging")
    assert months[12] + months[1] + months[2] == 0
    kinds = Counter(plan.author.kind for plan in plans)
    assert all(kinds[kind] > 20 for kind in ("help", "complaint", "consultation", "suggestion", "praise", "report"))
    assert {plan.channel for plan in plans} >= {"web", "telephone", "counter", "grid"}


def test_every_fate_befalls_somebody(plans: list[Plan]) -> None:
    assert {plan.fate for plan in plans} == set(Fate)
    assert {plan.fate for plan in year(1, 250)} == set(Fate)


def test_hot_problems_are_raised_by_many_at_one_place_within_weeks(plans: list[Plan]) -> None:
    problems = list(hot_problems(UNTIL))
    assert len(problems) == 8
    for problem in problems:
        own = [plan for plan in plans if plan.hot is not None and plan.topic == problem.topic]
        assert len(own) >= 20
        assert len({plan.author.scene.spot.site.label for plan in own}) == 1
        assert max(plan.filed_at for plan in own) - problem.begins <= dt.timedelta(days=problem.days + 1)
        assert len({plan.text for plan in own}) == len(own)


def test_topics_fit_the_categories_there_are() -> None:
    assert all(topic.share or topic.hot for topic in all_topics().values())

"""Every kind that is told has words in both languages, for each role, and the words give nothing away."""

import dataclasses
import re

import pytest
from django.utils import translation

from tests.factories import District
from yishi.events import EVENTS
from yishi.foundation.matters.choices import Step
from yishi.foundation.notices.choices import DIGEST, Group, Role
from yishi.foundation.notices.circles import KINDS
from yishi.foundation.notices.preferences import OUTSIDE_CHANNELS, default_mode
from yishi.foundation.notices.wording import WORDINGS, sentence_of

PARAMETERS = {
    "number": "PX-26-7K4Q",
    "other": "PX-26-9ABC",
    "unit": "chengguan",
    "above": "ducha",
    "step": Step.ANSWER,
    "due": "2026-11-30T10:00:00+00:00",
}
CHINESE = re.compile(r"[\u3400-\u9fff]")


def test_every_kind_told_is_an_event() -> None:
    assert set(KINDS) <= set(EVENTS)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("key", WORDINGS, ids="/".join)
def test_each_sentence_is_whole_in_both_languages(district: District, language: str, key: tuple[str, Role]) -> None:
    undated = {name: value for name, value in PARAMETERS.items() if name != "due"}
    for parameters in (PARAMETERS, undated):
        with translation.override(language):
            sentence = sentence_of(*key, parameters).replace(str(Step.ANSWER.label), "")
        assert "PX-26-7K4Q" in sentence
        assert "%" not in sentence
        assert sentence.endswith((".", "。"))
        assert bool(CHINESE.search(sentence)) is (language == "zh-hans"), sentence


@pytest.mark.django_db
def test_dates_and_units_are_named_in_the_readers_language(district: District) -> None:
    assert sentence_of("voices.routed", Role.AUTHOR, PARAMETERS) == (
        "您的诉求 PX-26-7K4Q 由城市管理局办理，将在 2026年11月30日 18:00 前答复。"
    )
    with translation.override("en"):
        assert sentence_of("voices.routed", Role.AUTHOR, PARAMETERS) == (
            "Your matter PX-26-7K4Q is handled by Urban Management Bureau and will be answered by 30 Nov 2026 18:00."
        )


def test_the_digest_counts() -> None:
    assert sentence_of(DIGEST, Role.NONE, {"count": 3}) == "您有 3 条新消息"
    with translation.override("en"):
        assert sentence_of(DIGEST, Role.NONE, {"count": 1}) == "You have 1 new message"


@pytest.mark.parametrize("group", Group)
def test_every_group_has_defaults(group: Group) -> None:
    for channel in OUTSIDE_CHANNELS:
        for has_account in (True, False):
            assert default_mode(group, channel, has_account=has_account)


def test_a_wording_that_needs_a_date_can_do_without() -> None:
    for wording in WORDINGS.values():
        fields = dataclasses.asdict(wording)
        assert ("%(due)s" in str(fields["sentence"])) <= bool(fields["undated"])

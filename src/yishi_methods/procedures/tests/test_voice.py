"""The procedure of a voice, walked at random."""

from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from yishi_methods.procedures import PROCEDURES, VOICE, ActNotAllowed
from yishi_methods.procedures.page import file_name, to_markdown

REFERENCE = Path(__file__).parents[4] / "docs" / "reference"
PAIRS = [(state, act) for state in VOICE.states for act in VOICE.all_acts]
EXITS = [(state, act) for state, act in PAIRS if act in VOICE.acts(state)]


class VoiceWalk(RuleBasedStateMachine):
    """Tries any act at any time, as people do, and keeps what has happened so far."""

    def __init__(self):
        super().__init__()
        self.state = VOICE.initial
        self.taken = []

    @rule(act=st.sampled_from(VOICE.all_acts))
    def try_act(self, act):
        if act in VOICE.acts(self.state):
            self.state = VOICE.target(self.state, act)
            self.taken.append(act)
        else:
            with pytest.raises(ActNotAllowed):
                VOICE.target(self.state, act)

    @invariant()
    def nothing_closes_in_silence(self):
        if self.state == "closed":
            assert self.taken[-1] in {"rate_solved", "check_closure"}
            assert self.taken[-2] == "answer"

    @invariant()
    def only_withdrawn_and_merged_are_the_end(self):
        assert bool(VOICE.acts(self.state)) == (self.state not in {"withdrawn", "merged"})

    @invariant()
    def a_person_confirmed_the_unit_that_answers(self):
        if self.state in {"assigned", "handling", "answered", "closed"}:
            assert {"confirm_routing", "appeal"} & set(self.taken)

    @invariant()
    def a_taken_or_joined_voice_did_so_by_its_own_act(self):
        if self.state in {"withdrawn", "merged", "redirected"}:
            assert self.taken[-1] == {"withdrawn": "withdraw", "merged": "merge", "redirected": "redirect"}[self.state]


TestVoiceWalk = VoiceWalk.TestCase


def route_to(state):
    """The shortest series of acts from the start to a state."""
    waiting: list[tuple[str, tuple[str, ...]]] = [(VOICE.initial, ())]
    seen = {VOICE.initial}
    while waiting:
        here, acts = waiting.pop(0)
        if here == state:
            return acts
        for act in VOICE.acts(here):
            target = VOICE.target(here, act)
            if target not in seen:
                seen.add(target)
                waiting.append((target, (*acts, act)))
    raise AssertionError(f"no way to {state}")


@pytest.mark.parametrize(("state", "act"), EXITS)
def test_every_exit_can_be_walked_from_the_start(state, act):
    here = VOICE.initial
    for step in route_to(state):
        here = VOICE.target(here, step)
    assert here == state
    assert VOICE.target(here, act) in VOICE.states


def test_the_author_can_withdraw_until_it_is_closed():
    assert {state for state, act in EXITS if act == "withdraw"} == {"filed", "assigned", "handling", "answered"}


def test_correcting_changes_the_words_and_not_the_state():
    assert {state: VOICE.target(state, "correct") for state, act in EXITS if act == "correct"} == {
        "filed": "filed",
        "assigned": "assigned",
        "handling": "handling",
    }


def test_what_the_resident_can_do_after_an_end():
    assert VOICE.acts("closed") == ("reopen", "appeal")
    assert VOICE.acts("redirected") == ("appeal",)


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda procedure: procedure.name)
def test_the_page_in_the_documentation_is_current(procedure):
    assert (REFERENCE / file_name(procedure)).read_text(encoding="utf-8") == to_markdown(procedure)

import dataclasses
from typing import Any

import pytest

from yishi_methods.procedures import ActNotAllowed, Procedure, Transition

STATES = ("dark", "lit", "broken")
ACTS = (
    Transition("light", ("dark",), "lit"),
    Transition("put_out", ("lit",), "dark"),
    Transition("drop", ("dark", "lit"), "broken"),
)
MEANINGS = dict.fromkeys((*STATES, "light", "put_out", "drop"), "…")
LAMP: dict[str, Any] = {
    "name": "lamp",
    "states": STATES,
    "initial": "dark",
    "final": frozenset({"broken"}),
    "transitions": ACTS,
    "meanings": MEANINGS,
}


def lamp(**changes):
    return Procedure(**(LAMP | changes))


def test_targets_and_acts_come_from_the_table():
    assert lamp().target("dark", "light") == "lit"
    assert lamp().acts("lit") == ("put_out", "drop")
    assert lamp().acts("broken") == ()


def test_an_act_from_the_wrong_state_is_named():
    with pytest.raises(ActNotAllowed) as caught:
        lamp().target("lit", "light")
    assert (caught.value.act, caught.value.state) == ("light", "lit")


@pytest.mark.parametrize(("state", "act"), [("dusk", "light"), ("dark", "sing")])
def test_names_outside_the_procedure_are_a_mistake_of_the_caller(state, act):
    with pytest.raises(ValueError, match="lamp"):
        lamp().target(state, act)


def test_a_procedure_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        lamp().initial = "lit"


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"initial": "dusk"}, "dusk is not among the states"),
        ({"final": frozenset({"sold"})}, "sold is not among the states"),
        ({"states": (*STATES, "sold")}, "sold has no meaning"),
        ({"meanings": MEANINGS | {"sell": "…"}}, "sell has a meaning but"),
        ({"transitions": (*ACTS, Transition("drop", ("lit",), "dark"))}, "drop from lit stands twice"),
        ({"initial": "broken"}, "dark, lit cannot be reached"),
        ({"transitions": (*ACTS[:2], Transition("drop", ("broken",), "broken"))}, "cannot be reached"),
        ({"final": frozenset({"dark"})}, "broken has no way to a final state"),
    ],
)
def test_a_table_that_does_not_hold_together_is_refused(changes, fault):
    with pytest.raises(ValueError, match=fault):
        lamp(**changes)


def test_the_diagram_draws_every_arrow():
    assert lamp().to_mermaid() == (
        "stateDiagram-v2\n"
        "    [*] --> dark\n"
        "    dark --> lit: light\n"
        "    lit --> dark: put_out\n"
        "    dark --> broken: drop\n"
        "    lit --> broken: drop\n"
        "    broken --> [*]\n"
    )

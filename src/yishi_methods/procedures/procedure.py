"""A procedure: the states of one kind of matter and the acts that lead from one to another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property


class ActNotAllowed(Exception):
    """The procedure knows the act, but not from the state in which the matter is."""

    def __init__(self, act: str, state: str) -> None:
        self.act = act
        self.state = state
        super().__init__(f"{act!r} is not allowed while {state!r}")


@dataclass(frozen=True)
class Transition:
    """`act` leads from any of `sources` to `target`; an act may have several transitions, never two from one state."""

    act: str
    sources: tuple[str, ...]
    target: str


@dataclass(frozen=True)
class Procedure:
    """States, where a matter begins, where it may rest for good, and the transitions between them.

    `final` states may still have exits (a closed voice can be reopened); what matters is that every state has a way to
    one of them. `meanings` has one line of English for each state and each act. Raises ValueError when the table does
    not hold together: a name that is unknown or without meaning, an act with two targets from one state, a state that
    cannot be reached, a state from which no final state can be reached.
    """

    name: str
    states: tuple[str, ...]
    initial: str
    final: frozenset[str]
    transitions: tuple[Transition, ...]
    meanings: Mapping[str, str] = field(hash=False)

    def __post_init__(self) -> None:
        self._require_known_states()
        self._require_single_targets()
        self._require_meanings()
        forth = {(source, t.target) for t in self.transitions for source in t.sources}
        back = {(target, source) for source, target in forth}
        self._require_none(set(self.states) - _reached([self.initial], forth), "cannot be reached")
        self._require_none(set(self.states) - _reached(self.final, back), "has no way to a final state")

    def target(self, state: str, act: str) -> str:
        """The state after `act`. Raises `ActNotAllowed`, or ValueError for a name the procedure does not know."""
        if state not in self.states or act not in self.all_acts:
            raise ValueError(f"procedure {self.name!r} knows no state {state!r} or no act {act!r}")
        try:
            return self._targets[state, act]
        except KeyError:
            raise ActNotAllowed(act, state) from None

    def acts(self, state: str) -> tuple[str, ...]:
        """The acts allowed in a state, in the order of the table."""
        return tuple(act for act in self.all_acts if (state, act) in self._targets)

    @cached_property
    def all_acts(self) -> tuple[str, ...]:
        """Every act, in the order of the table."""
        return tuple(dict.fromkeys(t.act for t in self.transitions))

    @cached_property
    def _targets(self) -> dict[tuple[str, str], str]:
        return {(source, t.act): t.target for t in self.transitions for source in t.sources}

    def to_mermaid(self) -> str:
        """A Mermaid state diagram; acts between the same two states share an arrow."""
        arrows: dict[tuple[str, str], list[str]] = {}
        for (source, act), target in self._targets.items():
            arrows.setdefault((source, target), []).append(act)
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        lines += [f"    {source} --> {target}: {', '.join(acts)}" for (source, target), acts in arrows.items()]
        lines += [f"    {state} --> [*]" for state in self.states if state in self.final]
        return "\n".join(lines) + "\n"

    def _require_known_states(self) -> None:
        named = {self.initial, *self.final}
        named |= {state for t in self.transitions for state in (*t.sources, t.target)}
        self._require_none(named - set(self.states), "is not among the states")

    def _require_single_targets(self) -> None:
        pairs = [(source, t.act) for t in self.transitions for source in t.sources]
        twice = {pair for pair in pairs if pairs.count(pair) > 1}
        self._require_none({f"{act} from {source}" for source, act in twice}, "stands twice in the table")

    def _require_meanings(self) -> None:
        names = {*self.states, *self.all_acts}
        self._require_none(names - set(self.meanings), "has no meaning written down")
        self._require_none(set(self.meanings) - names, "has a meaning but is neither a state nor an act")

    def _require_none(self, names: set[str], fault: str) -> None:
        if names:
            raise ValueError(f"procedure {self.name!r}: {', '.join(sorted(names))} {fault}")


def _reached(starts: Iterable[str], steps: set[tuple[str, str]]) -> set[str]:
    """All states that can be reached from `starts`, themselves among them."""
    reached, waiting = set(starts), list(starts)
    while waiting:
        here = waiting.pop()
        new = {target for source, target in steps if source == here} - reached
        reached |= new
        waiting += new
    return reached

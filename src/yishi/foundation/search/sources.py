"""Where the words of a matter come from, beyond what stands on the spine.

A part registers a source in its `projections.py`, for the kinds of matters it owns:

    @text_source("voice")
    def answers_of(matters: Sequence[Matter]) -> Mapping[int, Words]: ...
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from yishi.foundation.matters.models import Matter


@dataclass(frozen=True)
class Words:
    """Texts of a matter. `public` may be found by whoever reads the matter's public words, `other` by staff only."""

    public: str = ""
    other: str = ""


TextSource = Callable[[Sequence[Matter]], Mapping[int, Words]]

SOURCES: dict[str, list[TextSource]] = {}


def text_source(kind: str) -> Callable[[TextSource], TextSource]:
    """Register a source for a kind of matter: it returns words by the matters' ids, reading all in one statement."""

    def register(source: TextSource) -> TextSource:
        SOURCES.setdefault(kind, []).append(source)
        return source

    return register

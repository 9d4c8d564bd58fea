"""Texts that are alike: open voices on the same problem, and the same text sent twice."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from yishi_methods.text.normalising import fold

# A title and the first sentence say what a message is about; what follows makes all messages alike. With 135 real
# titles about six known problems, each against 200 messages, the mean average precision is 0.97; 0.96 with 400 of them.
BEGINNING = 60
# There one message in two hundred that belongs to another problem is above it, and 91 in 100 of the same problem.
ALIKE = 0.1
# Among 4,326 real messages what lies above it is the same person again, or a text handed round among neighbours.
SAME = 0.8

NOT_WRITING = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Alike:
    """The place of a candidate in the sequence given, and how alike it is: 0 (nothing shared) to 1 (the same)."""

    place: int
    likeness: float


def rank_alike(query: str, candidates: Sequence[str], *, threshold: float = ALIKE, limit: int = 5) -> list[Alike]:
    """Candidates about the same thing as the query, the most alike first.

    Best given a title as the query and "title, line feed, text" as candidates. The likeness is the cosine between the
    sets of character pairs of both beginnings, a pair weighing the more the fewer of the candidates have it, so that
    neither polite phrases nor the name of the neighbourhood that all share count for much.
    """
    wanted = _pairs(query, BEGINNING)
    sets = [_pairs(text, BEGINNING) for text in candidates]
    weights = _weights(sets)
    unknown = math.log((len(sets) + 1) / 0.5)
    weight_of_query = sum(weights.get(pair, unknown) for pair in wanted)
    found = []
    for place, pairs in enumerate(sets):
        shared = sum(weights[pair] for pair in wanted & pairs)
        if shared:
            likeness = shared / math.sqrt(weight_of_query * sum(weights[pair] for pair in pairs))
            found.append(Alike(place, min(likeness, 1.0)))
    ranked = sorted(found, key=lambda alike: (-alike.likeness, alike.place))
    return [alike for alike in ranked if alike.likeness >= threshold][:limit]


def near_duplicates(text: str, candidates: Sequence[str], *, threshold: float = SAME) -> list[Alike]:
    """Candidates that say the same in nearly the same words, the most alike first.

    The likeness is the share of character pairs in common (Jaccard) of the whole texts; 1 also where they differ in
    spaces, punctuation, width and case only.
    """
    pairs = _pairs(text)
    found = []
    for place, candidate in enumerate(candidates):
        others = _pairs(candidate)
        likeness = len(pairs & others) / (len(pairs | others) or 1)
        if likeness >= threshold:
            found.append(Alike(place, likeness))
    return sorted(found, key=lambda alike: (-alike.likeness, alike.place))


def _pairs(text: str, length: int | None = None) -> set[str]:
    # Twice the length leaves room for the punctuation that goes.
    writing = NOT_WRITING.sub("", fold(text if length is None else text[: 2 * length]))[:length]
    return {writing} if len(writing) == 1 else set(map(str.__add__, writing, writing[1:]))


def _weights(sets: Sequence[set[str]]) -> dict[str, float]:
    counts = Counter(pair for pairs in sets for pair in pairs)
    return {pair: math.log((len(sets) + 1) / (count + 0.5)) for pair, count in counts.items()}

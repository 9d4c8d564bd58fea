"""A first suggestion of the subject of a text, from the words of the category tree.

A person decides; below a threshold nothing is suggested. `bayes` learns from what people have decided.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from yishi_methods.text.normalising import fold


@dataclass(frozen=True)
class Suggestion:
    """A category's code and how sure the model is: more than 0, at most 1; those of a text add up to 1 at most."""

    code: str
    confidence: float


class KeywordModel:
    """Suggests the category most of whose words a text holds; words in its first line count twice.

    A word weighs its length (the longer, the more particular) divided by the number of categories that claim it.
    """

    def __init__(
        self, words: Mapping[str, Iterable[str]], *, threshold: float = 0.2, least_weight: float = 4.0
    ) -> None:
        """`words` by category code. Nothing is suggested for a text whose words weigh less than `least_weight`."""
        self._codes: dict[str, list[str]] = {}
        for code, own in words.items():
            for word in {fold(word) for word in own} - {""}:
                self._codes.setdefault(word, []).append(code)
        self._by_start: dict[str, list[str]] = {}
        for word in self._codes:
            self._by_start.setdefault(word[:2] if len(word) > 1 else "", []).append(word)
        self._threshold = threshold
        self._least_weight = least_weight

    def suggest(self, text: str, top: int = 3) -> list[Suggestion]:
        folded = fold(text)
        title = folded.partition("\n")[0]
        scores: defaultdict[str, float] = defaultdict(float)
        for word in self._words_in(folded):
            codes = self._codes[word]
            weight = len(word) * (1 + (word in title)) / len(codes)
            for code in codes:
                scores[code] += weight
        if max(scores.values(), default=0) < self._least_weight:
            return []
        total = sum(scores.values())
        ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:top]
        return surest(self._threshold, [(code, score / total) for code, score in ranked])

    def _words_in(self, folded: str) -> set[str]:
        """The known words that a text holds. Most places begin none: one look-up of their two characters says so."""
        found = {letter for letter in self._by_start.get("", ()) if letter in folded}
        for place in range(len(folded) - 1):
            for word in self._by_start.get(folded[place : place + 2], ()):
                if folded.startswith(word, place):
                    found.add(word)
        return found


def surest(threshold: float, ranked: Iterable[tuple[str, float]]) -> list[Suggestion]:
    """The ranked codes as suggestions, or none where the first is not sure enough."""
    suggestions = [Suggestion(code, confidence) for code, confidence in ranked]
    return suggestions if suggestions and suggestions[0].confidence >= threshold else []

"""A first suggestion of the subject of a text, from the words of the category tree.

A person decides; below a threshold nothing is suggested. `bayes` learns from what people have decided.
"""

from collections import Counter
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
        self._threshold = threshold
        self._least_weight = least_weight

    def suggest(self, text: str, top: int = 3) -> list[Suggestion]:
        folded = fold(text)
        title = folded.partition("\n")[0]
        scores: Counter[str] = Counter()
        for word, codes in self._codes.items():
            if word in folded:
                weight = len(word) * (1 + (word in title)) / len(codes)
                scores.update(dict.fromkeys(codes, weight))
        if max(scores.values(), default=0) < self._least_weight:
            return []
        total = sum(scores.values())
        return surest(self._threshold, [(code, score / total) for code, score in scores.most_common(top)])


def surest(threshold: float, ranked: Iterable[tuple[str, float]]) -> list[Suggestion]:
    """The ranked codes as suggestions, or none where the first is not sure enough."""
    suggestions = [Suggestion(code, confidence) for code, confidence in ranked]
    return suggestions if suggestions and suggestions[0].confidence >= threshold else []

"""The words of the search index.

Chinese is written without spaces, so a run of it is indexed by pairs of neighbouring characters; the last character
of a run stands alone. A word of letters and digits is one unit, and makes pairs with the characters that touch it:
"幸福里3栋" gives 幸福 福里 里 里3 3 3栋 栋. Words joined by hyphens, dots or slashes are found whole, from each of
their parts on, and by parts: "PX-26-7K4Q" gives px267k4q 267k4q 7k4q px 26.

With `query_tokens` this promises: a text that contains the query, word by word, has all of the query's tokens. It may
have them without containing the query in one piece; on 7,142 real messages that was one hit in twelve for words of
three characters and more, none for words of one or two.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from yishi_methods.text.normalising import fold

# Scripts without spaces, by code point: iteration marks, 〇, kana, bopomofo, hangul, Han with its compatibility block
# and all extensions of planes 2 and 3, and the private area in which older systems keep rare surnames.
_UNSPACED = (
    "\u3005-\u3007\u3041-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\ue000-\uf8ff\uf900-\ufaff\U00020000-\U0003fffd"
)
_LETTER = rf"[^\W_{_UNSPACED}]"
_WORD = rf"{_LETTER}+"
_COMPOUND = rf"{_WORD}(?:[-‐‑–—_./:·'’]{_WORD})*"
_SPACED_TELEPHONE = rf"(?<!{_LETTER})1[3-9]\d \d{{4}} \d{{4}}(?!{_LETTER})"

UNITS = re.compile(rf"([{_UNSPACED}]+)|{_SPACED_TELEPHONE}|{_COMPOUND}")
WORDS = re.compile(_WORD)
LETTERS_OR_DIGITS = re.compile(r"\d{2,}|[^\W\d]{2,}")

LONGEST_WORD = 64
LONGEST_COMPOUND = 6
SHORTEST_BEGINNING = 3


class QueryToken(NamedTuple):
    """A token to look for; with `is_beginning` every token that begins with it will do."""

    text: str
    is_beginning: bool = False


class _Unit(NamedTuple):
    """A run of unspaced script (its characters) or a compound (its words)."""

    pieces: str | list[str]
    touches: bool  # the unit before, with nothing between


def tokens(text: str) -> list[str]:
    """The tokens under which a text is found, with repetitions."""
    found: list[str] = []
    before = ""
    for pieces, touches in _units(fold(text)):
        if touches:
            found.append(before + pieces[0])
        before = pieces[-1]
        if isinstance(pieces, str):
            found.extend(map(str.__add__, pieces, pieces[1:]))
            found.append(before)
        else:
            found.extend(_tokens_of_words(pieces))
    return found


def query_tokens(text: str) -> list[QueryToken]:
    """The tokens a text must have, all of them, to match a query; none when the query holds no word.

    One Chinese character, a word of three letters or digits and more, and joined words also match what begins with
    them: "PX-26-7K" finds the number PX-26-7K4Q.
    """
    found: list[QueryToken] = []
    before = ""
    for pieces, touches in _units(fold(text)):
        if touches:
            found.append(QueryToken(before + pieces[0]))
        before = pieces[-1]
        if isinstance(pieces, list):
            beginning = _joined(pieces)
            found.append(QueryToken(beginning, len(pieces) > 1 or len(beginning) >= SHORTEST_BEGINNING))
        elif len(pieces) > 1:
            found.extend(map(QueryToken, map(str.__add__, pieces, pieces[1:])))
        elif not touches:
            found.append(QueryToken(pieces, is_beginning=True))
    return list(dict.fromkeys(found))


def _units(folded: str) -> Iterator[_Unit]:
    end = 0
    for match in UNITS.finditer(folded):
        unspaced = match[1]
        pieces = unspaced or [word[:LONGEST_WORD] for word in WORDS.findall(match[0])]
        yield _Unit(pieces, match.start() == end > 0)
        end = match.end()


def _tokens_of_words(words: list[str]) -> list[str]:
    found = list(words)
    found.extend(_joined(words[start : start + LONGEST_COMPOUND]) for start in range(len(words) - 1))
    found.extend(part for word in words for part in LETTERS_OR_DIGITS.findall(word) if part != word)
    return found


def _joined(words: list[str]) -> str:
    return "".join(words[:LONGEST_COMPOUND])[:LONGEST_WORD]

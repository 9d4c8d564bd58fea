"""A small grammar for texts that vary: rules with alternatives, put together by lot.

A source names its rules with "# name"; each further line is one alternative of it. In a line

    {effect}          is replaced by an alternative of the rule "effect", or by a value of that name
    {灯不亮|灯坏了|}    is replaced by one of the pieces between the bars
    {3-8}             is replaced by a number from 3 to 8
    @elder,parent     at its beginning keeps the line to speakers of one of these facets; of several marks all must fit
    *3                after them makes it three times as likely

A rule whose name begins with "$" is decided once for a `Speaker`, so that title, text and answer agree. Within one text
no alternative of a rule comes twice; when all have been said there is nothing more to say.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

_TAGS = re.compile(r"(?P<facets>(?:@[\w,-]+\s+)*)(?:\*(?P<weight>\d+)\s+)?(?P<text>.*)")
_RANGE = re.compile(r"(\d+)-(\d+)")


class BadGrammar(ValueError):
    """A grammar that cannot be read, or one that names what does not exist."""


@dataclass(frozen=True)
class Name:
    """A rule or a value to be put in."""

    name: str


@dataclass(frozen=True)
class Span:
    """A number to be drawn; both ends included."""

    first: int
    last: int


@dataclass(frozen=True)
class Choice:
    """Pieces of which one is taken."""

    pieces: tuple[tuple["Part", ...], ...]


Part = str | Name | Span | Choice


@dataclass(frozen=True)
class Line:
    """One alternative of a rule, for speakers who have one facet at least of each set."""

    parts: tuple[Part, ...]
    facets: tuple[frozenset[str], ...] = ()
    weight: int = 1

    def fits(self, facets: frozenset[str]) -> bool:
        return all(wanted & facets for wanted in self.facets)


Rules = Mapping[str, tuple[Line, ...]]


def parse_rules(lines: Sequence[str], source: str) -> Rules:
    """Read rules. Raises BadGrammar naming the source and the line."""
    rules: dict[str, list[Line]] = {}
    name = ""
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if not text or text.startswith(";"):
            continue
        if text.startswith("# "):
            name = text[2:].strip()
            rules.setdefault(name, [])
            continue
        if not name:
            raise BadGrammar(f"{source}, line {number}: an alternative before the first rule")
        try:
            rules[name].append(_line(text))
        except BadGrammar as error:
            raise BadGrammar(f"{source}, line {number}: {error}") from error
    return {rule: tuple(alternatives) for rule, alternatives in rules.items()}


def names_in(rules: Rules) -> set[str]:
    """All names that rules ask for."""
    return {name for lines in rules.values() for line in lines for name in _names(line.parts)}


@dataclass
class Speaker:
    """Puts texts together for one voice: its rules (the topic's before the common ones), values, facets and lot."""

    rules: Sequence[Rules]
    values: Mapping[str, str | Callable[[], str]]
    facets: frozenset[str]
    rng: Random
    _decided: dict[str, str] = field(default_factory=dict)
    _used: dict[str, set[int]] = field(default_factory=dict)

    def say(self, name: str) -> str:
        """A text by the rule of that name. Raises BadGrammar for a name that nobody knows."""
        self._used = {}
        return self._resolve(name)

    def knows(self, name: str) -> bool:
        return any(name in rules for rules in self.rules)

    def _resolve(self, name: str) -> str:
        if name in self._decided:
            return self._decided[name]
        for rules in self.rules:
            if name in rules:
                text = self._fill(self._pick(name, rules[name]).parts)
                break
        else:
            text = self._value(name)
        if name.startswith("$"):
            self._decided[name] = text
        return text

    def _value(self, name: str) -> str:
        if name not in self.values:
            raise BadGrammar(f"no rule and no value is called {name!r}")
        value = self.values[name]
        return value if isinstance(value, str) else value()

    def _pick(self, name: str, lines: Sequence[Line]) -> Line:
        fitting = [place for place, line in enumerate(lines) if line.fits(self.facets)]
        if not fitting:
            raise BadGrammar(f"rule {name!r} has no line for {', '.join(sorted(self.facets))}")
        used = self._used.setdefault(name, set())
        fresh = [place for place in fitting if place not in used]
        if not fresh:
            return Line(())
        place = self.rng.choices(fresh, [lines[place].weight for place in fresh])[0]
        used.add(place)
        return lines[place]

    def _fill(self, parts: Sequence[Part]) -> str:
        return "".join(self._piece(part) for part in parts)

    def _piece(self, part: Part) -> str:
        match part:
            case str():
                return part
            case Name(name):
                return self._resolve(name)
            case Span(first, last):
                return str(_round_number(self.rng.randint(first, last), last))
            case Choice(pieces):
                return self._fill(self.rng.choice(pieces))


def _round_number(number: int, last: int) -> int:
    """As people say it: hundreds where it may be in the thousands, tens where it may be some hundred."""
    step = 100 if last >= 1000 else 10 if last >= 300 else 1
    return number // step * step


def _line(text: str) -> Line:
    tags = _TAGS.fullmatch(text)
    if tags is None:
        raise BadGrammar("cannot be read")
    facets = tuple(frozenset(mark.lstrip("@").split(",")) for mark in tags["facets"].split())
    body = tags["text"]
    parts, rest = _parts("" if body == "-" else body, closing="")
    if rest:
        raise BadGrammar(f"a brace closes that was never opened, before {rest[:20]!r}")
    return Line(parts, facets, int(tags["weight"] or 1))


def _parts(text: str, closing: str) -> tuple[tuple[Part, ...], str]:
    """Parts up to one of the closing characters, and the text from there on."""
    parts: list[Part] = []
    while text and text[0] not in (closing or "}"):
        if text[0] == "{":
            part, text = _brace(text[1:])
            parts.append(part)
        else:
            plain = re.match(r"[^{}|]+" if closing else r"[^{}]+", text)
            if plain is None:
                raise BadGrammar(f"a bar outside of braces, before {text[:20]!r}")
            parts.append(plain[0].replace("\\n", "\n"))
            text = text[plain.end() :]
    return tuple(parts), text


def _brace(text: str) -> tuple[Part, str]:
    pieces = []
    while True:
        parts, text = _parts(text, closing="|}")
        pieces.append(parts)
        if not text:
            raise BadGrammar("a brace is never closed")
        mark, text = text[0], text[1:]
        if mark == "}":
            break
    return (_named(pieces[0]) if len(pieces) == 1 else Choice(tuple(pieces))), text


def _named(parts: tuple[Part, ...]) -> Part:
    if len(parts) != 1 or not isinstance(parts[0], str):
        raise BadGrammar("braces without a bar hold one name or one range")
    span = _RANGE.fullmatch(parts[0])
    return Span(int(span[1]), int(span[2])) if span else Name(parts[0])


def _names(parts: Sequence[Part]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, Name):
            yield part.name
        elif isinstance(part, Choice):
            for piece in part.pieces:
                yield from _names(piece)

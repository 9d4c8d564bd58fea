"""Addresses as people write them, resolved against the place-names a district knows.

"幸福里小区三栋二单元", "幸福里 3 幢" and "幸福里3#楼" are the same building. Text and names are brought to one
spelling, the longest known names are found in the text, and the number that follows picks the building or the side of
the road.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_UNITS = {"十": 10, "百": 100}
_COUNTED = "栋|幢|座|号|楼|单元|室|弄|层|期|组|#"
_NUMERAL = re.compile(rf"[{''.join(_DIGITS)}{''.join(_UNITS)}]{{1,6}}(?=(?:{_COUNTED}))")
_BUILDING = re.compile(r"(?<![0-9])([0-9]{1,6}|[a-z])(?:号楼|#楼|幢|座|栋|#)")
_NOISE = re.compile(r"[\s,，.。、;；:：·•()（）【】\[\]\"'“”‘’<>《》/]+")
_DASHES = re.compile(r"[‐‑‒–—―−~～_]+")
_LEADING_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
_NUMBER_AFTER_ESTATE = re.compile(r"(?<![0-9])([0-9]{1,6}|[a-z])栋|^-?([0-9]{1,6})(?:号|-|$)")
_NUMBER_AFTER_ROAD = re.compile(r"(?<![0-9])([0-9]{1,6})(?:号|弄|栋|-|$)")
_NUMBER_RANGE = re.compile(r"([0-9]{1,6}|[a-z])(?:-([0-9]{1,6}|[a-z]))?([单双]?)")


class PlaceKind(StrEnum):
    AREA = "area"
    ESTATE = "estate"
    ROAD = "road"
    BUILDING = "building"
    ADDRESS = "address"
    LANDMARK = "landmark"


class Certainty(StrEnum):
    """How far a text was understood. Several: the words fit places in more than one area, somebody must choose."""

    EXACT = "exact"
    ESTATE = "estate"
    ROAD = "road"
    AREA = "area"
    SEVERAL = "several"


_CERTAINTY_OF_NAME = {
    PlaceKind.AREA: Certainty.AREA,
    PlaceKind.ESTATE: Certainty.ESTATE,
    PlaceKind.ROAD: Certainty.ROAD,
    PlaceKind.BUILDING: Certainty.EXACT,
    PlaceKind.ADDRESS: Certainty.EXACT,
    PlaceKind.LANDMARK: Certainty.EXACT,
}
_RANK = (Certainty.AREA, Certainty.ROAD, Certainty.ESTATE, Certainty.EXACT)


@dataclass(frozen=True)
class NumberRule:
    """Which numbers of an estate or a road a row stands for: ranges with an optional side (odd or even)."""

    ranges: tuple[tuple[str, str, str], ...] = ()

    def covers(self, number: str) -> bool:
        return any(_in_range(number, *entry) for entry in self.ranges)


@dataclass(frozen=True)
class KnownPlace:
    """A name that people use. `area` is the stem of its area; `numbers` limits an estate or road to a part of it."""

    label: str
    area: str
    kind: PlaceKind
    longitude: float | None = None
    latitude: float | None = None
    numbers: NumberRule = NumberRule()


@dataclass(frozen=True)
class AddressMatch:
    place: KnownPlace
    certainty: Certainty
    number: str = ""


def normalise_address(text: str) -> str:
    """One spelling: half-width, no spaces, counting numerals as digits, 栋 for every word for a building."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = _DASHES.sub("-", _NOISE.sub("", text))
    text = _NUMERAL.sub(lambda found: str(_read_numeral(found[0])), text)
    text = _LEADING_ZEROS.sub("", text)
    return _BUILDING.sub(r"\1栋", text).replace("小区", "")


def parse_numbers(text: str) -> NumberRule:
    """Read "1-9,12", "A-D" or "1-99单,2-60双" (odd, even). Raises ValueError naming the part that cannot be read."""
    ranges = []
    for part in re.split(r"[,，、;；\s]+", unicodedata.normalize("NFKC", text).casefold().strip()):
        if not part:
            continue
        found = _NUMBER_RANGE.fullmatch(_DASHES.sub("-", part).removesuffix("栋").removesuffix("号"))
        first, last = (found[1], found[2] or found[1]) if found else ("", "a")
        if not found or first.isdigit() != last.isdigit() or _order(first) > _order(last):
            raise ValueError(part)
        ranges.append((first, last, found[3]))
    return NumberRule(tuple(ranges))


class Gazetteer:
    """The place-names of a district, for looking up texts."""

    def __init__(self, places: Iterable[KnownPlace]) -> None:
        self._places: dict[str, list[KnownPlace]] = defaultdict(list)
        for place in places:
            if key := normalise_address(place.label):
                self._places[key].append(place)
        self._longest = max(map(len, self._places), default=0)

    def resolve(self, text: str) -> list[AddressMatch]:
        """The places that the text may mean, all of the same certainty; none where no known name occurs."""
        text = normalise_address(text)
        hits = [*self._hits(text), (len(text), "")]
        readings = [
            _read_hit(self._places[key], text[start + len(key) : next_start])
            for (start, key), (next_start, _) in pairwise(hits)
        ]
        named_areas = {
            match.place.area for matches in readings for match in matches if match.place.kind == PlaceKind.AREA
        }
        best: list[AddressMatch] = []
        for matches in readings:
            matches = _within(matches, named_areas)
            # Addresses run from large to small, so of equally certain readings the later one is the closer one.
            if not best or _rank(matches) >= _rank(best):
                best = matches
        return _settle(best)

    def _hits(self, text: str) -> Iterable[tuple[int, str]]:
        """Known names in the text, left to right, at each place the longest."""
        position = 0
        while position < len(text):
            for length in range(min(self._longest, len(text) - position), 0, -1):
                key = text[position : position + length]
                if key in self._places and not _cuts_number(text, position, position + length):
                    yield position, key
                    position += length
                    break
            else:
                position += 1


def _read_hit(places: list[KnownPlace], rest: str) -> list[AddressMatch]:
    """What one known name with the text after it means: its rows narrowed by the number that follows."""
    matches = []
    for place in places:
        number = _number_after(place.kind, rest)
        is_covered = bool(number) and place.numbers.covers(number)
        certainty = Certainty.EXACT if is_covered else _CERTAINTY_OF_NAME[place.kind]
        matches.append(AddressMatch(place, certainty, number))
    exact = [match for match in matches if match.certainty == Certainty.EXACT]
    open_ended = [match for match in matches if not match.place.numbers.ranges]
    if exact:
        return exact
    return open_ended if open_ended and any(match.number for match in matches) else matches


def _number_after(kind: PlaceKind, rest: str) -> str:
    pattern = {PlaceKind.ESTATE: _NUMBER_AFTER_ESTATE, PlaceKind.ROAD: _NUMBER_AFTER_ROAD}.get(kind)
    found = pattern.search(rest) if pattern else None
    return next(filter(None, found.groups()), "") if found else ""


def _within(matches: list[AddressMatch], areas: set[str]) -> list[AddressMatch]:
    """The matches inside an area that the text also names; all of them where none is."""
    inside = [match for match in matches if any(match.place.area.startswith(area) for area in areas)]
    return inside or matches


def _rank(matches: list[AddressMatch]) -> int:
    return max((_RANK.index(match.certainty) for match in matches), default=-1)


def _settle(matches: list[AddressMatch]) -> list[AddressMatch]:
    if len({match.place.area for match in matches}) <= 1:
        return matches[:1]
    return [AddressMatch(match.place, Certainty.SEVERAL, match.number) for match in matches]


def _cuts_number(text: str, start: int, end: int) -> bool:
    return any(text[at - 1 : at + 1].isdigit() for at in (start, end) if 0 < at < len(text))


def _in_range(number: str, first: str, last: str, side: str) -> bool:
    if number.isdigit() != first.isdigit() or not _order(first) <= _order(number) <= _order(last):
        return False
    return not side or (number.isdigit() and int(number) % 2 == (side == "单"))


def _order(number: str) -> tuple[int, str]:
    return (int(number), "") if number.isdigit() else (0, number)


def _read_numeral(text: str) -> int:
    """A Chinese numeral below 1000: "十二", "一百零三", or digit by digit "二〇三"."""
    if not any(unit in text for unit in _UNITS):
        return int("".join(str(_DIGITS[digit]) for digit in text))
    total = digit = 0
    for sign, following in pairwise(text + " "):
        if sign in _UNITS:
            total += (digit or 1) * _UNITS[sign]
            digit = 0
        else:
            digit = _DIGITS[sign]
            # "一百二" means 120.
            if following == " " and text[-2:-1] == "百":
                digit *= 10
    return total + digit

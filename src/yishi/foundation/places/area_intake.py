"""What an import of areas would do: every feature checked, nothing written. Needs shapely."""

import datetime
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from yishi.foundation.places.area_map import AreaMap, Version, is_in_force
from yishi.foundation.places.choices import Level
from yishi.foundation.places.codes import AreaCode, NotACode, parse_code
from yishi.foundation.places.limits import limits
from yishi.foundation.places.models import Area
from yishi.foundation.places.wording import say_error
from yishi_methods.sheets import parse_text
from yishi_methods.spatial.coordinates import Datum, to_wgs84
from yishi_methods.spatial.coverage import find_overlaps, measure_fit
from yishi_methods.spatial.geojson import Fault, GeoJSONError, geometry_of, read_features
from yishi_methods.spatial.repair import repair_geometry
from yishi_methods.spatial.shapes import Shape

CREATED, NAMED, BOUNDARY = "created", "named", "boundary"
_MOST_HOUSEHOLDS = 10_000_000


class NotTaken(ValueError):
    """A feature or a row cannot be taken; the message says why and is shown to people."""


@dataclass(frozen=True, kw_only=True)
class AreaDraft:
    """An area as somebody brings it. An empty name or no geometry leaves what is known already as it is."""

    code: str
    name: str = ""
    name_en: str = ""
    geometry: Any = None
    households: Any = None
    position: int = 0


@dataclass(frozen=True)
class Refusal:
    """What was not taken: its place in the file (from 1), what it calls itself, and the reason."""

    position: int
    subject: str
    reason: str


@dataclass(frozen=True)
class Overlap:
    first: str
    second: str
    square_metres: int


@dataclass(frozen=True)
class Misfit:
    """How the areas below an area fill it: ground they leave uncovered, and ground of theirs outside it."""

    code: str
    uncovered: int
    outside: int


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """What an import of areas did, or would do. Areas are named by code."""

    created: tuple[str, ...] = ()
    renamed: tuple[str, ...] = ()
    redrawn: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    without_boundary: tuple[str, ...] = ()
    repaired: Mapping[str, tuple[Fault, ...]] = field(default_factory=dict)
    refused: tuple[Refusal, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    misfits: tuple[Misfit, ...] = ()


@dataclass(frozen=True)
class PlannedArea:
    """A draft that passed every check. `area` is None for a new one; `shape` None where the boundary stays as it is."""

    draft: AreaDraft
    code: AreaCode
    area: Area | None
    shape: Shape | None
    mended: tuple[Fault, ...]
    changes: tuple[str, ...]

    @property
    def geometry(self) -> str:
        """The text that is stored."""
        return geometry_text(self.shape) if self.shape else ""


@dataclass(frozen=True)
class Plan:
    """Planned areas, parents before children, and what was refused."""

    areas: tuple[PlannedArea, ...]
    refused: tuple[Refusal, ...]
    shapes: Mapping[str, Shape]

    def redrawn(self) -> list[PlannedArea]:
        return [planned for planned in self.areas if BOUNDARY in planned.changes]


def read_drafts(document: bytes, *, code_property: str = "code", name_property: str = "name") -> list[AreaDraft]:
    """The areas of a GeoJSON file, by the properties that hold code and name. Raises GeoJSONError."""
    return [
        AreaDraft(
            code=parse_text(feature.properties.get(code_property)),
            name=parse_text(feature.properties.get(name_property)),
            name_en=parse_text(feature.properties.get("name_en")),
            households=feature.properties.get("households"),
            geometry=feature.geometry,
            position=feature.position,
        )
        for feature in read_features(document)
    ]


def plan_import(drafts: Iterable[AreaDraft], datum: Datum, first_day: datetime.date, known: AreaMap) -> Plan:
    """Check all drafts against each other and against what is known."""
    planner = _Planner(datum, first_day, known)
    readable: list[tuple[AreaDraft, AreaCode]] = []
    for draft in drafts:
        try:
            readable.append((draft, parse_code(draft.code)))
        except NotACode as error:
            planner.refuse(draft, str(error))
    for draft, code in sorted(readable, key=lambda pair: (len(pair[1].stem), pair[0].position)):
        try:
            planner.take(draft, code)
        except NotTaken as refusal:
            planner.refuse(draft, str(refusal))
    shapes = {version.area.code: version.shape for version in known.on(first_day).versions}
    shapes |= {planned.code.code: planned.shape for planned in planner.taken.values() if planned.shape}
    refused = sorted(planner.refused, key=lambda refusal: refusal.position)
    return Plan(tuple(planner.taken.values()), tuple(refused), shapes)


def report_on(plan: Plan, known: AreaMap) -> ImportReport:
    """The plan in the words of a report, with overlaps and gaps measured as they would be afterwards."""

    def codes(change: str) -> tuple[str, ...]:
        return tuple(planned.code.code for planned in plan.areas if change in planned.changes)

    return ImportReport(
        created=codes(CREATED),
        renamed=codes(NAMED),
        redrawn=codes(BOUNDARY),
        unchanged=tuple(planned.code.code for planned in plan.areas if not planned.changes),
        without_boundary=tuple(planned.code.code for planned in plan.areas if planned.code.code not in plan.shapes),
        repaired={planned.code.code: planned.mended for planned in plan.areas if planned.mended},
        refused=plan.refused,
        overlaps=tuple(_overlaps(plan)),
        misfits=tuple(_misfits(plan)),
    )


def geometry_text(shape: Shape) -> str:
    return json.dumps(geometry_of(shape), separators=(",", ":"))


class _Planner:
    """Takes drafts one by one, parents first."""

    def __init__(self, datum: Datum, first_day: datetime.date, known: AreaMap) -> None:
        self._move = to_wgs84(datum) if datum != Datum.WGS84 else None
        self._first_day = first_day
        self._areas = known.by_stem
        self._versions: dict[str, list[Version]] = {}
        for version in known.versions:
            self._versions.setdefault(version.area.code, []).append(version)
        self._root = next((stem for stem in known.by_stem if len(stem) == 6), "")
        self.taken: dict[str, PlannedArea] = {}
        self.refused: list[Refusal] = []

    def refuse(self, draft: AreaDraft, reason: str) -> None:
        self.refused.append(Refusal(draft.position, (draft.code or draft.name)[:60], reason))

    def take(self, draft: AreaDraft, code: AreaCode) -> None:
        self._check_place(code)
        area = self._areas.get(code.stem)
        if area is not None and not is_in_force(area, self._first_day):
            raise NotTaken(_("“%(area)s”已经撤销，代码不再使用。") % {"area": area})
        _check_texts(draft, area)
        shape, mended = self._read_geometry(draft)
        changes = [CREATED] if area is None else [NAMED] if _is_renamed(draft, area) else []
        if shape is not None and self._is_redrawn(code.code, shape):
            changes.append(BOUNDARY)
        else:
            shape, mended = None, ()
        self.taken[code.stem] = PlannedArea(draft, code, area, shape, mended, tuple(changes))
        self._root = self._root or code.stem

    def _check_place(self, code: AreaCode) -> None:
        if code.stem in self.taken:
            raise NotTaken(_("代码 %(code)s 在文件里出现了两次，只采用第一次的。") % {"code": code.code})
        if code.level == Level.DISTRICT:
            if self._root and self._root != code.stem:
                raise NotTaken(_("已经有另一个区（代码 %(code)s）。一套系统只服务一个区。") % {"code": self._root})
        elif code.parent_stem not in self._areas and code.parent_stem not in self.taken:
            raise NotTaken(
                _("没有它的上级区域（代码以 %(stem)s 开头）。请先导入上级，或者放在同一个文件里。")
                % {"stem": code.parent_stem}
            )

    def _read_geometry(self, draft: AreaDraft) -> tuple[Shape | None, tuple[Fault, ...]]:
        if draft.geometry is None:
            return None, ()
        try:
            repaired = repair_geometry(draft.geometry, self._move)
        except GeoJSONError as error:
            raise NotTaken(say_error(error)) from error
        return repaired.shape, repaired.mended

    def _is_redrawn(self, code: str, shape: Shape) -> bool:
        versions = self._versions.get(code, [])
        later = next((version for version in versions if version.first_day > self._first_day), None)
        if later:
            raise NotTaken(
                _("已有自 %(later)s 起生效的边界，不能再补入自 %(day)s 起生效的边界。")
                % {"later": later.first_day.isoformat(), "day": self._first_day.isoformat()}
            )
        current = next((version for version in versions if version.is_in_force(self._first_day)), None)
        return current is None or geometry_text(current.shape) != geometry_text(shape)


def _check_texts(draft: AreaDraft, area: Area | None) -> None:
    if area is None and not draft.name:
        raise NotTaken(_("新的区域没有名称。"))
    longest = Area._meta.get_field("name").max_length, Area._meta.get_field("name_en").max_length
    if len(draft.name) > (longest[0] or 0) or len(draft.name_en) > (longest[1] or 0):
        raise NotTaken(_("名称太长，最多 %(longest)s 个字。") % {"longest": longest[0]})
    count = draft.households
    if count is not None and (not isinstance(count, int) or not 0 <= count <= _MOST_HOUSEHOLDS):
        raise NotTaken(_("户数“%(count)s”不是合理的整数。") % {"count": str(count)[:20]})


def _is_renamed(draft: AreaDraft, area: Area) -> bool:
    return (
        (draft.name not in ("", area.name))
        or (draft.name_en not in ("", area.name_en))
        or (draft.households not in (None, area.households))
    )


def _overlaps(plan: Plan) -> Iterable[Overlap]:
    """Pairs of areas of one level that share ground, where at least one is redrawn."""
    redrawn = {planned.code.code for planned in plan.redrawn()}
    for length in sorted({len(planned.code.stem) for planned in plan.redrawn()}):
        codes = [code for code in sorted(plan.shapes) if len(parse_code(code).stem) == length]
        shapes = [plan.shapes[code] for code in codes]
        for overlap in find_overlaps(shapes, limits().overlap_reported):
            first, second = codes[overlap.first], codes[overlap.second]
            if redrawn & {first, second}:
                yield Overlap(first, second, round(overlap.square_metres))


def _misfits(plan: Plan) -> Iterable[Misfit]:
    """Areas that are not filled exactly by those below them, where one of them is redrawn."""
    stems = {parse_code(code).stem: code for code in plan.shapes}
    touched = {planned.code.stem for planned in plan.redrawn()}
    touched |= {planned.code.parent_stem for planned in plan.redrawn()}
    for stem in sorted(touched & stems.keys()):
        parts = [plan.shapes[code] for code in plan.shapes if parse_code(code).parent_stem == stem]
        if parts:
            fit = measure_fit(plan.shapes[stems[stem]], parts)
            if max(fit.uncovered, fit.outside) >= limits().overlap_reported:
                yield Misfit(stems[stem], round(fit.uncovered), round(fit.outside))

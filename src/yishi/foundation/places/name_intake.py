"""What an import of place-names would do: every row checked, nothing written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from yishi.foundation.places import queries
from yishi.foundation.places.area_intake import NotTaken, Refusal
from yishi.foundation.places.choices import NameKind
from yishi.foundation.places.codes import NotACode, parse_code
from yishi.foundation.places.models import Area, PlaceName
from yishi.foundation.places.wording import say_point
from yishi_methods.sheets import Field, guessed_columns, header_place, parse_text
from yishi_methods.spatial.addresses import normalise_address, parse_numbers
from yishi_methods.spatial.coordinates import Datum, to_wgs84
from yishi_methods.spatial.diagnosis import PointState

COLUMNS = (
    Field("label", ("名称", "地名", "小区名称", "地址", "name"), is_required=True),
    Field("kind", ("类型", "类别", "kind", "type")),
    Field("area_code", ("区域代码", "网格代码", "网格编码", "代码", "code")),
    Field("longitude", ("经度", "longitude", "lng", "lon")),
    Field("latitude", ("纬度", "latitude", "lat")),
    Field("numbers", ("楼栋", "门牌", "号段", "numbers")),
)
_ROAD_ENDINGS = ("路", "街", "巷", "弄", "大道", "胡同")


@dataclass(frozen=True, kw_only=True)
class NameDraft:
    """A place-name as somebody brings it, with its area or its point (WGS 84) or both."""

    label: str
    kind: str = ""
    area_code: str = ""
    longitude: Any = None
    latitude: Any = None
    numbers: str = ""
    position: int = 0


@dataclass(frozen=True, kw_only=True)
class NamesReport:
    """What adding place-names did, or would do: counts, and the rows not taken."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: tuple[Refusal, ...] = ()


@dataclass(frozen=True)
class NamesPlan:
    """Rows to write: new ones, and known ones with other values than before."""

    created: tuple[PlaceName, ...]
    changed: tuple[PlaceName, ...]
    report: NamesReport


def read_name_drafts(rows: Sequence[tuple[Any, ...]], datum: Datum = Datum.WGS84) -> list[NameDraft]:
    """Drafts from the rows of a sheet; positions are row numbers of the file. Raises NotTaken without a name column."""
    header = header_place(rows, COLUMNS)
    columns = guessed_columns(rows[header], COLUMNS)
    if "label" not in columns:
        titles = "、".join(text for cell in rows[header] if (text := parse_text(cell)))
        raise NotTaken(_("表里没有“名称”一列。表头是：%(titles)s。") % {"titles": titles[:200]})
    move = to_wgs84(datum)
    drafts = []
    for number, row in enumerate(rows[header + 1 :], start=header + 2):
        cells = {name: row[place] if place < len(row) else None for name, place in columns.items()}
        if not any(parse_text(cell) for cell in cells.values()):
            continue
        longitude, latitude = (_number(cells.get(name)) for name in ("longitude", "latitude"))
        if isinstance(longitude, float) and isinstance(latitude, float):
            longitude, latitude = move(longitude, latitude)
        texts = {name: parse_text(cells.get(name)) for name in ("label", "kind", "area_code", "numbers")}
        drafts.append(NameDraft(**texts, longitude=longitude, latitude=latitude, position=number))
    return drafts


def plan_names(drafts: Iterable[NameDraft]) -> NamesPlan:
    """Check all drafts against the areas and against the names known."""
    known = {(name.key, name.area_id, name.kind): name for name in PlaceName.objects.all()}
    seen: dict[tuple[str, int, str], PlaceName] = {}
    refused: list[Refusal] = []
    for draft in drafts:
        try:
            name = _place_name(draft)
            key = (name.key, name.area_id, name.kind)
            if key in seen:
                raise NotTaken(_("同一区域里已经有这个名称，前面的一行已采用。"))
            seen[key] = name
        except NotTaken as refusal:
            refused.append(Refusal(draft.position, draft.label[:60], str(refusal)))
    created = tuple(name for key, name in seen.items() if key not in known)
    changed = tuple(
        _merged(known[key], name) for key, name in seen.items() if key in known and _differs(known[key], name)
    )
    report = NamesReport(
        created=len(created),
        changed=len(changed),
        unchanged=len(seen) - len(created) - len(changed),
        refused=tuple(refused),
    )
    return NamesPlan(created, changed, report)


def _place_name(draft: NameDraft) -> PlaceName:
    label, key = draft.label.strip(), normalise_address(draft.label)
    if not key:
        raise NotTaken(_("没有名称。"))
    if max(len(label), len(key)) > (PlaceName._meta.get_field("label").max_length or 0):
        raise NotTaken(_("名称太长。"))
    try:
        parse_numbers(draft.numbers)
    except ValueError as error:
        raise NotTaken(
            _("号段“%(part)s”看不懂，应写成“1-9,12”或者“1-99单”的样子。") % {"part": str(error)[:20]}
        ) from error
    return PlaceName(
        key=key,
        label=label,
        area=_area_of(draft),
        kind=_kind_of(draft),
        longitude=draft.longitude,
        latitude=draft.latitude,
        numbers=draft.numbers.strip(),
    )


def _area_of(draft: NameDraft) -> Area:
    """The area named, which must agree with the point; or that of the point."""
    state = queries.diagnose(draft.longitude, draft.latitude)
    if state not in (PointState.FINE, PointState.MISSING):
        raise NotTaken(say_point(state))
    there = queries.area_at(draft.longitude, draft.latitude) if state == PointState.FINE else None
    if not draft.area_code:
        if there is None:
            raise NotTaken(_("既没有区域代码，也没有落在本区区域内的坐标。"))
        return there
    try:
        area = queries.area_with_code(parse_code(draft.area_code).code)
    except NotACode as error:
        raise NotTaken(str(error)) from error
    if area is None:
        raise NotTaken(_("没有代码为 %(code)s 的区域。") % {"code": draft.area_code})
    if there is not None and not _is_one_within_other(there, area):
        raise NotTaken(_("坐标在“%(there)s”，不在“%(area)s”。") % {"there": there, "area": area})
    return area


def _is_one_within_other(one: Area, other: Area) -> bool:
    return one.stem.startswith(other.stem) or other.stem.startswith(one.stem)


def _kind_of(draft: NameDraft) -> str:
    text = draft.kind.strip().casefold()
    if not text:
        return NameKind.ROAD if draft.label.strip().endswith(_ROAD_ENDINGS) else NameKind.ESTATE
    for kind in NameKind:
        if text in (kind.value, *_labels(kind)):
            return kind
    raise NotTaken(
        _("类型“%(kind)s”不认识，应为：%(known)s。")
        % {"kind": draft.kind[:20], "known": "、".join(str(label) for label in NameKind.labels)}
    )


def _labels(kind: NameKind) -> Iterable[str]:
    for language in ("zh-hans", "en"):
        with override(language):
            yield str(kind.label).casefold()


def _differs(known: PlaceName, name: PlaceName) -> bool:
    return any(
        getattr(known, column) != getattr(name, column) for column in ("label", "longitude", "latitude", "numbers")
    )


def _merged(known: PlaceName, name: PlaceName) -> PlaceName:
    known.label, known.longitude, known.latitude, known.numbers = (
        name.label,
        name.longitude,
        name.latitude,
        name.numbers,
    )
    return known


def _number(cell: Any) -> Any:
    """A coordinate cell as a number; text that is none stays text, which the diagnosis then refuses."""
    if isinstance(cell, bool) or (isinstance(cell, str) and not cell.strip()):
        return None
    try:
        return float(cell) if cell is not None else None
    except ValueError:
        return cell

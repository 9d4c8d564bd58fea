"""Find my grid: by what somebody types, or by where a device says it is."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from yishi.foundation.places import queries
from yishi.foundation.places.choices import Certainty
from yishi.foundation.places.models import Area
from yishi.foundation.places.wording import say_point
from yishi_methods.spatial.diagnosis import PointState

_LONGEST_TEXT = 200
_CHOICES_SAID = 5


@dataclass(frozen=True)
class Finding:
    """What was found: one area, or several places to choose from, and a sentence about it."""

    message: str
    area: Area | None = None
    choices: tuple[queries.PlaceMatch, ...] = ()
    longitude: float | None = None
    latitude: float | None = None


def find_by_point(longitude_text: str, latitude_text: str) -> Finding:
    """The area of a point as text, or a nearby one, or what is wrong with the point."""
    longitude, latitude = _number(longitude_text), _number(latitude_text)
    state = queries.diagnose(longitude, latitude)
    if longitude is None or latitude is None or state not in (PointState.FINE, PointState.OUTSIDE):
        return Finding(say_point(state))
    area = queries.area_at(longitude, latitude)
    if area is not None:
        return Finding(_("这里属于：%(path)s。") % {"path": _path(area)}, area, longitude=longitude, latitude=latitude)
    near = queries.nearest_area(longitude, latitude)
    if near is not None:
        return Finding(
            _("这个位置在本区边界外约 %(metres)s 米，最近的是：%(path)s。")
            % {"metres": round(near.distance), "path": _path(near.area)},
            near.area,
        )
    return Finding(say_point(PointState.OUTSIDE))


def find_by_text(text: str) -> Finding:
    """The area of an address or a name, or the places it may mean."""
    matches = queries.resolve_place(text[:_LONGEST_TEXT])
    if not matches:
        return Finding(_("没有找到这个地址。请换一种写法，例如小区名加楼栋号，或者从下面的列表里选择。"))
    first = matches[0]
    if first.certainty == Certainty.SEVERAL:
        return Finding(_several(matches), queries.common_area(matches), tuple(matches))
    return Finding(
        _("“%(label)s”属于：%(path)s。") % {"label": first.label, "path": _path(first.area)},
        first.area,
        longitude=first.longitude,
        latitude=first.latitude,
    )


def _several(matches: list[queries.PlaceMatch]) -> str:
    places = "、".join(
        _("%(label)s（%(area)s）") % {"label": match.label, "area": match.area} for match in matches[:_CHOICES_SAID]
    )
    return _("有几处可能：%(places)s。请选择其中一处。") % {"places": places}


def _path(area: Area) -> str:
    """Names from the town down, or the district's own."""
    chain = queries.unit_area_chain(area)[::-1]
    return " › ".join(str(above) for above in chain[1:] or chain)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None

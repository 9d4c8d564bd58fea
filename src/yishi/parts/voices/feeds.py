"""The public list as files for others: Atom, CSV, GeoJSON, and the points of the map. Each takes the list's conditions.

CSV and GeoJSON name their columns as GeoReport Bulk does (Open311); where a matter is public without its words, the
columns that would tell them stay empty. Points are coarsened to `limits().public_decimals`.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponseBadRequest, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from yishi.foundation.matters.choices import Visibility
from yishi.foundation.matters.models import Matter
from yishi.foundation.people.access import public
from yishi.foundation.people.requests import ActorRequest
from yishi.foundation.places.queries import unit_area_chain
from yishi.foundation.ui.exports import CONTROL_CHARACTERS, csv_response
from yishi.foundation.ui.tables import Rows
from yishi.parts.voices import queries
from yishi.parts.voices.choices import OPEN_STATES, VoiceKind, VoiceState
from yishi.parts.voices.limits import limits
from yishi.parts.voices.overviews import conditions_of
from yishi.parts.voices.tables import VOICES, public_title

CHUNK = 2000
Values = Callable[[Matter], Any]
Point = tuple[float, float]


def _chosen(request: ActorRequest) -> Rows:
    """The rows under the conditions of the address, whole and in the order of the list."""
    rows = queries.public_list().prefetch_related("category", "area", "unit")
    return VOICES.page(request, rows).narrowed


def _is_public(matter: Matter) -> bool:
    return matter.visibility == Visibility.PUBLIC


def _words(matter: Matter) -> str:
    return matter.public_text if _is_public(matter) else ""


def _address(matter: Matter) -> str:
    """The area with those above it, without the district; never the address as typed, which may be somebody's home."""
    if matter.area is None or not _is_public(matter):
        return ""
    chain = unit_area_chain(matter.area)
    return "".join(area.name for area in reversed(chain[:-1] or chain))


def _coarse(degrees: float) -> float:
    return round(degrees, limits().public_decimals)


def _point(matter: Matter) -> Point | None:
    """Longitude and latitude as everybody may know them."""
    if matter.longitude is None or matter.latitude is None or not _is_public(matter):
        return None
    return _coarse(matter.longitude), _coarse(matter.latitude)


def _stamp(at: datetime | None) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds") if at else ""


def _columns() -> dict[str, Values]:
    """The columns of GeoReport Bulk with their values; words are chosen now, since while sending no language is set."""
    states = {state.value: str(state.label) for state in VoiceState}
    kinds = {kind.value: str(kind.label) for kind in VoiceKind}
    return {
        "service_request_id": lambda m: m.number,
        "requested_datetime": lambda m: _stamp(m.filed_at),
        "updated_datetime": lambda m: _stamp(m.changed_at),
        "closed_date": lambda m: _stamp(m.closed_at),
        "status_description": lambda m: "open" if m.state in OPEN_STATES else "closed",
        "status_notes": lambda m: states[m.state],
        "service_name": lambda m: m.category.name if m.category else "",
        "service_subtype": lambda m: kinds.get(m.subkind, m.subkind),
        "description": _words,
        "agency_responsible": lambda m: m.unit.name if m.unit else "",
        "address": _address,
    }


@public
@require_safe
def csv(request: ActorRequest) -> HttpResponseBase:
    """All voices under the conditions as CSV (RFC 4180), sent as they are read."""
    columns: dict[str, Values] = {
        **_columns(),
        "lat": lambda m: (_point(m) or (None, None))[1],
        "long": lambda m: (_point(m) or (None, None))[0],
    }
    rows = ([value(m) for value in columns.values()] for m in _chosen(request).iterator(chunk_size=CHUNK))
    return csv_response("voices", list(columns), rows)


@public
@require_safe
def geojson(request: ActorRequest) -> HttpResponseBase:
    """The same as a GeoJSON FeatureCollection (RFC 7946: longitude first); a voice without a point has no geometry."""
    response = StreamingHttpResponse(_geojson(_chosen(request), _columns()), content_type="application/geo+json")
    response["Content-Disposition"] = f'attachment; filename="voices-{timezone.localdate():%Y%m%d}.geojson"'
    return response


def _geojson(rows: Rows, columns: dict[str, Values]) -> Iterator[str]:
    before = '{"type":"FeatureCollection","features":['
    for matter in rows.iterator(chunk_size=CHUNK):
        yield before + json.dumps(_feature(matter, columns), ensure_ascii=False)
        before = ",\n"
    yield "]}" if before == ",\n" else before + "]}"


def _feature(matter: Matter, columns: dict[str, Values]) -> dict[str, Any]:
    point = _point(matter)
    return {
        "type": "Feature",
        "id": matter.number,
        "geometry": {"type": "Point", "coordinates": point} if point else None,
        "properties": {name: value(matter) for name, value in columns.items()},
    }


@public
@require_safe
def points(request: ActorRequest) -> HttpResponseBase:
    """What the map shows in a box (`box=west,south,east,north`): single voices where they are few, else how many."""
    try:
        box = queries.Box(*(float(side) for side in request.GET.get("box", "").split(",")))
    except (TypeError, ValueError):
        return HttpResponseBadRequest(
            _("box 应为四个数：西、南、东、北，用逗号隔开。"), content_type="text/plain; charset=utf-8"
        )
    most = limits().map_points
    rows = queries.on_map(VOICES.page(request, queries.public_list()).narrowed, box)
    found = list(rows.only("number", "visibility", "public_title", "longitude", "latitude")[: most + 1])
    features = _voice_points(found) if len(found) <= most else _number_points(rows)
    return JsonResponse({"type": "FeatureCollection", "features": features}, content_type="application/geo+json")


def _voice_points(matters: Iterable[Matter]) -> list[dict[str, Any]]:
    """One feature for each coarsened point, since several voices may share it."""
    at_point: dict[Point, list[Matter]] = {}
    for matter in matters:
        if point := _point(matter):
            at_point.setdefault(point, []).append(matter)
    return [_drawn(point, _properties(together)) for point, together in at_point.items()]


def _properties(matters: Sequence[Matter]) -> dict[str, Any]:
    voices = [{"title": public_title(m), "url": reverse("voices:detail", args=[m.number])} for m in matters]
    if len(voices) == 1:
        return voices[0]
    return {"title": _number_words(len(voices)), "count": len(voices), "items": voices}


def _number_points(rows: Rows) -> list[dict[str, Any]]:
    features = []
    for cluster in queries.clusters(rows, most=limits().map_clusters):
        words = _number_words(cluster.count)
        title = f"{cluster.area} {words}" if cluster.area else words
        point = (_coarse(cluster.longitude), _coarse(cluster.latitude))
        area = cluster.area.code if cluster.area else None
        features.append(_drawn(point, {"title": title, "count": cluster.count, "area": area}))
    return features


def _number_words(count: int) -> str:
    return ngettext("%(count)d 件诉求", "%(count)d 件诉求", count) % {"count": count}


def _drawn(point: Point, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": point}, "properties": properties}


class VoiceFeed(Feed):
    """The newest voices under the conditions, as Atom (RFC 4287)."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpRequest:
        return request

    def title(self, request: ActorRequest) -> str:
        chips = VOICES.page(request, queries.public_list()).chips
        conditions = "，".join(CONTROL_CHARACTERS.sub("", chip.label) for chip in chips)
        return _("公开的诉求（%(conditions)s）") % {"conditions": conditions} if conditions else _("公开的诉求")

    def link(self, request: ActorRequest) -> str:
        return reverse("voices:list") + conditions_of(request)

    def feed_url(self, request: ActorRequest) -> str:
        return reverse("voices:feed") + conditions_of(request)

    def author_name(self, request: ActorRequest) -> str:
        return _("议事")

    def items(self, request: ActorRequest) -> list[Matter]:
        return list(_chosen(request).order_by("-filed_at", "-pk")[: limits().feed_length])

    def item_title(self, matter: Matter) -> str:
        return CONTROL_CHARACTERS.sub("", public_title(matter))

    def item_description(self, matter: Matter) -> str:
        return linebreaks(CONTROL_CHARACTERS.sub("", _words(matter)), autoescape=True)

    def item_link(self, matter: Matter) -> str:
        return reverse("voices:detail", args=[matter.number])

    def item_pubdate(self, matter: Matter) -> datetime:
        return matter.filed_at

    def item_updateddate(self, matter: Matter) -> datetime:
        return matter.changed_at

    def item_categories(self, matter: Matter) -> list[str]:
        kind = str(VoiceKind(matter.subkind).label) if matter.subkind in VoiceKind.values else matter.subkind
        return [word for word in (kind, str(matter.category or "")) if word]


@public
@require_safe
def feed(request: ActorRequest) -> HttpResponseBase:
    """The newest voices under the conditions, for a feed reader."""
    return VoiceFeed()(request)

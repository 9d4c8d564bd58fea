"""The pages of places: the tree and the map, the card of an area, find my grid."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from yishi.foundation.ledger import revisions
from yishi.foundation.people.access import public
from yishi.foundation.places import queries
from yishi.foundation.places.choices import Level
from yishi.foundation.places.drawing import draw_areas
from yishi.web.places.cards import area_card
from yishi.web.places.finding import Finding, find_by_point, find_by_text


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All areas of the district, as a map and as a list."""
    tree = queries.area_tree()
    towns = tree[0].children if tree else ()
    drawing = draw_areas([node.area for node in towns], frame=queries.district())
    return render(
        request, "web/places/index.html", {"district": queries.district(), "towns": towns, "drawing": drawing}
    )


@public
@require_safe
def area(request: HttpRequest, code: str) -> HttpResponse:
    """The card of an area."""
    found = queries.area_with_code(code)
    if found is None or all(node.area.pk != found.pk for node in queries.walk(queries.area_tree())):
        raise Http404(_("没有代码为 %(code)s 的区域。") % {"code": code[:30]})
    card = area_card(found)
    if card.below:
        drawing = draw_areas(card.below, frame=found)
    else:
        drawing = draw_areas([found], frame=card.above[-1] if card.above else None)
    return render(request, "web/places/area.html", {"card": card, "drawing": drawing})


@public
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Find my grid."""
    tree = queries.area_tree()
    context = {
        "text": request.GET.get("q", ""),
        "finding": _finding(request),
        "towns": tree[0].children if tree else (),
    }
    return render(request, "web/places/find.html", context)


@public
@require_safe
def find_json(request: HttpRequest) -> HttpResponse:
    """The same for the map picker: a sentence, and the area where one is certain."""
    finding = _finding(request)
    if finding is None:
        return HttpResponseBadRequest()
    return JsonResponse(
        {
            "message": finding.message,
            "area": finding.area.code if finding.area else None,
            "longitude": finding.longitude,
            "latitude": finding.latitude,
        }
    )


def _areas_tag(request: HttpRequest) -> str:
    return f'"{revisions.current("areas")}-{timezone.localdate()}"'


@public
@require_safe
@condition(etag_func=_areas_tag)
def geojson(request: HttpRequest) -> HttpResponse:
    """The boundaries of a level, perhaps only below one area; with fewer points for maps, or `full`."""
    level, parent_code = request.GET.get("level", Level.GRID), request.GET.get("parent", "")
    parent = queries.area_with_code(parent_code) if parent_code else None
    if level not in Level.values or (parent_code and parent is None):
        return HttpResponseBadRequest(
            _("level 应为 district、town、community、grid 之一，parent 应为区域代码。"),
            content_type="text/plain; charset=utf-8",
        )
    text = queries.areas_geojson(level, simplified="full" not in request.GET, parent=parent)
    return HttpResponse(text, content_type="application/geo+json")


def _finding(request: HttpRequest) -> Finding | None:
    """What the address asks for; None where it asks nothing."""
    text = request.GET.get("q", "").strip()
    longitude, latitude = request.GET.get("lon", "").strip(), request.GET.get("lat", "").strip()
    if longitude or latitude:
        return find_by_point(longitude, latitude)
    return find_by_text(text) if text else None

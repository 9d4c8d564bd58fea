"""Tags of the maps: `{% load places %}`."""

from typing import Any

from django import template
from django.conf import settings

from yishi.foundation.places import queries
from yishi.foundation.places.choices import Level
from yishi.foundation.places.models import Area

register = template.Library()

_INDENT = {Level.TOWN.value: "", Level.COMMUNITY.value: "　", Level.GRID.value: "　　"}


@register.simple_tag
def area_options() -> list[tuple[str, str]]:
    """Code and indented name of every area a person may choose below the district, in the order of the tree."""
    return [(area.code, f"{_INDENT[area.level]}{area}") for area in queries.areas_to_choose() if area.level in _INDENT]


@register.simple_tag
def district_box() -> str:
    """West, south, east and north of the district, separated by commas; "" where no boundary is known."""
    bounds = queries.district_bounds()
    return ",".join(f"{side:.6f}" for side in bounds) if bounds else ""


@register.simple_tag
def tile_address() -> str:
    """The address of map tiles that the installation has chosen, or ""."""
    return str(settings.TILE_URL)


@register.inclusion_tag("places/area_path.html")
def area_path(area: Area) -> dict[str, Any]:
    """An area with those above it, from the largest: 莲塘镇 › 幸福里社区 › 第一网格."""
    chain = queries.unit_area_chain(area)[::-1]
    return {"areas": chain[1:] or chain}

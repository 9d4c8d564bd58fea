"""Boston's wards and neighbourhoods, some of them invalid, and where its 93,963 requests of 2015 lie in them."""

import csv
import gzip
import json
import math
import re
from collections import Counter

import numpy as np
import pytest
import shapely

from yishi.foundation.ledger import revisions
from yishi.foundation.places import queries
from yishi.foundation.places.area_intake import read_drafts
from yishi.foundation.places.choices import Level
from yishi.foundation.places.models import Boundary
from yishi.foundation.places.tests.districts import bring_in
from yishi_methods.spatial.diagnosis import PointState
from yishi_methods.spatial.geojson import Fault

pytestmark = pytest.mark.django_db
CITY = "250250000000"


@pytest.fixture
def boston(shared_data):
    folder = shared_data / "boston311"
    if not folder.is_dir():
        pytest.skip("shared data: no boston311")
    return folder


def bring_in_towns(folder, name: str, number_of):
    """Bring the polygons of a file in as the towns of a city; `number_of` gives each its number from its properties."""
    with gzip.open(folder / name) as file:
        document = json.load(file)
    for feature in document["features"]:
        number = number_of(feature["properties"])
        feature["properties"] = {"code": f"250250{number:03}000", "name": f"第{number}区"}
    city = {"type": "Feature", "properties": {"code": CITY, "name": "波士顿"}, "geometry": None}
    document["features"].append(city)
    return bring_in(read_drafts(json.dumps(document).encode()))


@pytest.fixture
def wards(boston, db):
    return bring_in_towns(boston, "boston_wards.geojson.gz", lambda properties: int(properties["WARD"]))


def test_invalid_wards_are_repaired_and_named(wards):
    assert len(wards.created) == 23
    assert wards.refused == ()
    crossing = {code for code, faults in wards.repaired.items() if Fault.SELF_CROSSING in faults}
    assert crossing == {"250250005000", "250250016000", "250250017000"}
    assert wards.without_boundary == (CITY,)
    for geometry in Boundary.objects.values_list("geometry", flat=True):
        assert shapely.from_geojson(geometry).is_valid


def test_neighbourhoods_come_in_too(boston, db):
    report = bring_in_towns(
        boston, "boston_neighborhoods.geojson.gz", lambda properties: int(properties["Neighborhood_ID"])
    )
    assert (len(report.created), report.refused) == (26, ())
    assert [code for code, faults in report.repaired.items() if Fault.SELF_CROSSING in faults] == ["250250010000"]
    outlines = json.loads(queries.areas_geojson(Level.TOWN))
    full = json.loads(queries.areas_geojson(Level.TOWN, simplified=False))
    assert len(json.dumps(outlines)) < len(json.dumps(full)) / 4


def test_the_requests_lie_where_shapely_says_and_where_the_city_says(wards, boston):
    with gzip.open(boston / "requests_2015_q1_q3.csv.gz", "rt", encoding="utf-8") as file:
        rows = [(row["LONGITUDE"], row["LATITUDE"], row["ward"]) for row in csv.DictReader(file)]
    assert len(rows) == 93_963
    xs, ys = (np.array([float(row[place] or math.nan) for row in rows]) for place in (0, 1))
    with revisions.reading():
        found = queries.areas_at(xs, ys)
        codes = np.array([area.code if area else "" for area in found])
        states = Counter(
            queries.diagnose(*map(float, row[:2])) if row[0] and row[1] else PointState.MISSING for row in rows
        )

        by_shapely = np.full(len(rows), "", dtype=codes.dtype)
        for code, geometry in Boundary.objects.order_by("-area__code").values_list("area__code", "geometry"):
            ward = shapely.from_geojson(geometry)
            shapely.prepare(ward)
            by_shapely[shapely.intersects_xy(ward, xs, ys)] = code
        assert (codes == by_shapely).all()

        for place in range(0, len(rows), 997):
            area = queries.area_at(xs[place], ys[place])
            assert (area.code if area else "") == codes[place]

    zero = (xs == 0) & (ys == 0)
    assert states[PointState.ZERO] == zero.sum()
    assert not codes[zero].any()
    numbers = [re.search(r"\d+", ward) for _, _, ward in rows]
    said = np.array([f"250250{int(number[0]):03}000" if number else "" for number in numbers])
    both = (said != "") & (codes != "")
    assert both.sum() > 80_000
    # Published points are rounded to about 10 metres, and wards meet in the middle of streets.
    assert (said[both] == codes[both]).mean() > 0.94

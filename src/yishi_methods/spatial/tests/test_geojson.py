import gzip
import json
import os
import pathlib

import pytest
import shapely

from yishi_methods.spatial.coverage import find_overlaps, measure_fit, simplify_together
from yishi_methods.spatial.geojson import Fault, GeoJSONError, geometry_of, read_features, shape_from
from yishi_methods.spatial.repair import repair_geometry, shape_as_shapely
from yishi_methods.spatial.shapes import Shape, shape_of
from yishi_methods.spatial.tests.shapes import tile_district

SHARED = pathlib.Path(os.environ.get("YISHI_SHARED") or pathlib.Path(__file__).parents[4] / "../shared")
BOSTON = SHARED / "data" / "boston311"
RING = [[120, 30], [121, 30], [121, 31], [120, 31], [120, 30]]


def polygon(*rings: object) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": list(rings)}


def test_a_right_geometry_stays_as_written():
    repaired = repair_geometry(polygon(RING))
    assert repaired.mended == ()
    assert geometry_of(repaired.shape) == polygon([[float(x), float(y)] for x, y in RING])


@pytest.mark.parametrize(
    ("ring", "faults"),
    [
        (RING[:-1], [Fault.UNCLOSED_RING]),
        ([RING[0], *RING], [Fault.DUPLICATE_POINTS]),
        (RING[::-1], [Fault.WRONG_WINDING]),
        ([[x, y, 8.5] for x, y in RING], [Fault.HEIGHT_DROPPED]),
        (RING[:0:-1], [Fault.UNCLOSED_RING, Fault.WRONG_WINDING]),
        ([[120, 30], [121, 31], [121, 30], [120, 31], [120, 30]], [Fault.SELF_CROSSING]),
    ],
)
def test_what_can_be_mended_is_mended_and_reported(ring, faults):
    repaired = repair_geometry(polygon(ring))
    assert list(repaired.mended) == faults
    assert shape_as_shapely(repaired.shape).is_valid


def test_a_bow_tie_keeps_both_its_wings():
    repaired = repair_geometry(polygon([[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]))
    assert len(repaired.shape.polygons) == 2
    assert repaired.shape.covers(0.1, 0.5)
    assert repaired.shape.covers(0.9, 0.5)
    assert not repaired.shape.covers(0.5, 0.9)


def test_parts_that_overlap_become_one():
    other = [[x + 0.5, y] for x, y in RING]
    repaired = repair_geometry({"type": "MultiPolygon", "coordinates": [[RING], [other]]})
    assert repaired.mended == (Fault.SELF_CROSSING,)
    assert len(repaired.shape.polygons) == 1
    assert repaired.shape.bounds == (120, 30, 121.5, 31)


def test_a_hole_that_encloses_nothing_is_dropped():
    repaired = repair_geometry(polygon(RING, [[120.5, 30.5], [120.6, 30.6], [120.5, 30.5]]))
    assert repaired.mended == (Fault.COLLAPSED_RING,)
    assert len(list(repaired.shape.rings())) == 1


@pytest.mark.parametrize(
    ("geometry", "fault"),
    [
        (None, Fault.NO_GEOMETRY),
        ("POLYGON ((0 0, 1 1))", Fault.NOT_A_POLYGON),
        ({"type": "Point", "coordinates": [120, 30]}, Fault.NOT_A_POLYGON),
        ({"type": "Polygon"}, Fault.EMPTY),
        (polygon(), Fault.EMPTY),
        (polygon([]), Fault.EMPTY),
        ({"type": "MultiPolygon", "coordinates": []}, Fault.EMPTY),
        (polygon([[120, 30], [120, 30], [120, 30], [120, 30]]), Fault.EMPTY),
        (polygon([[0, 0], [1, 1], [2, 2], [0, 0]]), Fault.EMPTY),
        (polygon([["120", "30"], *RING[1:]]), Fault.NOT_A_NUMBER),
        (polygon([[True, False], *RING[1:]]), Fault.NOT_A_NUMBER),
        (polygon([[120], *RING[1:]]), Fault.NOT_A_NUMBER),
        (polygon("abc"), Fault.NOT_A_NUMBER),
        (polygon([[float("nan"), 30], *RING[1:]]), Fault.NOT_FINITE),
        (polygon([[float("inf"), 30], *RING[1:]]), Fault.NOT_FINITE),
        (polygon([[10**400, 30], *RING[1:]]), Fault.NOT_FINITE),
        (polygon([[30, 120], [30, 121], [31, 121], [31, 120], [30, 120]]), Fault.SWAPPED),
        (polygon([[13_360_000, 3_500_000], *RING[1:]]), Fault.OFF_EARTH),
        (polygon([[0, 0]] * 500_001), Fault.TOO_MANY_POINTS),
        ({**polygon(RING), "crs": {"type": "name", "properties": {"name": "EPSG:3857"}}}, Fault.FOREIGN_CRS),
    ],
)
def test_what_cannot_be_taken_is_refused_by_name(geometry, fault):
    with pytest.raises(GeoJSONError) as caught:
        repair_geometry(geometry)
    assert caught.value.fault == fault


def test_an_error_says_where():
    with pytest.raises(GeoJSONError) as caught:
        repair_geometry({"type": "MultiPolygon", "coordinates": [[RING], [RING, [[1, 2], ["x", 2], [3, 4], [1, 2]]]]})
    assert (caught.value.where, caught.value.found) == ("coordinates[1][1][1]", "x")


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4490"])
def test_an_old_crs_member_that_means_wgs84_is_taken(name):
    document = {"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": name}}, "features": []}
    assert read_features(json.dumps(document)) == ()


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        (b"\xff\xfe{}", Fault.NOT_UTF8),
        (b"", Fault.NOT_JSON),
        (b'{"type": "FeatureCollection", "features": [', Fault.NOT_JSON),
        (b"[" * 200_000, Fault.NOT_JSON),
        (b"[]", Fault.NOT_A_COLLECTION),
        (b'{"type": "Topology"}', Fault.NOT_A_COLLECTION),
        (b'{"type": "FeatureCollection"}', Fault.NOT_A_COLLECTION),
        (b'{"type": "FeatureCollection", "features": [1]}', Fault.NOT_A_COLLECTION),
        (
            b'{"type": "FeatureCollection", "features": [], "crs": {"properties": {"name": "EPSG:3857"}}}',
            Fault.FOREIGN_CRS,
        ),
        (b'{"type": "FeatureCollection", "features": [], "crs": "EPSG:4326"}', Fault.FOREIGN_CRS),
    ],
)
def test_a_document_that_cannot_be_taken_is_refused_by_name(document, fault):
    with pytest.raises(GeoJSONError) as caught:
        read_features(document)
    assert caught.value.fault == fault


def test_features_keep_their_place_and_properties():
    document = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": None, "geometry": None},
            {"type": "Feature", "properties": {"code": "33"}, "geometry": polygon(RING)},
        ],
    }
    first, second = read_features(b"\xef\xbb\xbf" + json.dumps(document).encode())
    assert (first.position, first.properties, first.geometry) == (1, {}, None)
    assert (second.position, second.properties["code"]) == (2, "33")
    (single,) = read_features(json.dumps(document["features"][1]))
    assert single.properties == second.properties


@pytest.mark.skipif(not BOSTON.exists(), reason="shared/data/boston311 is not here")
@pytest.mark.parametrize(("name", "wrong"), [("boston_wards", 3), ("boston_neighborhoods", 1)])
def test_bostons_invalid_polygons_are_repaired_and_the_others_left_alone(name, wrong):
    with gzip.open(BOSTON / f"{name}.geojson.gz") as file:
        features = read_features(file.read())
    repaired = [repair_geometry(feature.geometry) for feature in features]
    assert sum(Fault.SELF_CROSSING in each.mended for each in repaired) == wrong
    assert all(shape_as_shapely(each.shape).is_valid for each in repaired)
    for each in repaired:
        again = shape_from(json.loads(json.dumps(geometry_of(each.shape))))
        assert [list(ring) for ring in again.rings()] == [list(ring) for ring in each.shape.rings()]


def box(west: float, south: float, east: float, north: float) -> Shape:
    return shape_of([[[(west, south), (east, south), (east, north), (west, north), (west, south)]]])


def test_overlaps_and_gaps_are_measured_in_square_metres():
    hundredth = box(120, 30, 120.01, 30.01)  # about 966 m by 1,109 m
    left, right = box(120, 30, 120.006, 30.01), box(120.005, 30, 120.012, 30.01)
    (overlap,) = find_overlaps([left, right], at_least=1)
    assert (overlap.first, overlap.second) == (0, 1)
    assert overlap.square_metres == pytest.approx(96.5 * 1108.5, rel=1e-3)
    fit = measure_fit(hundredth, [left])
    assert fit.uncovered == pytest.approx(4 * 96.5 * 1108.5, rel=1e-3)
    assert fit.outside == 0
    assert measure_fit(hundredth, [left, right]).outside == pytest.approx(2 * 96.5 * 1108.5, rel=1e-3)
    assert find_overlaps([], at_least=1) == []


def test_neighbours_that_only_touch_do_not_overlap():
    tiles = [shape_of([rings]) for rings in tile_district(5, seed=4)]
    assert find_overlaps(tiles, at_least=0.01) == []


def test_simplified_neighbours_keep_their_common_borders():
    tiles = [shape_of([rings]) for rings in tile_district(4, seed=5)]
    simple = simplify_together(tiles, tolerance=0.003)
    assert sum(len(ring) for tile in simple for ring in tile.rings()) < sum(
        len(r) for tile in tiles for r in tile.rings()
    )
    whole = shapely.union_all([shape_as_shapely(tile) for tile in simple])
    assert sum(tile.square_metres() for tile in simple) == pytest.approx(box(*whole.bounds).square_metres(), rel=0.2)
    assert find_overlaps(simple, at_least=1) == []
    assert len(shapely.get_parts(whole)) == 1
    assert len(whole.interiors) == 0
    assert simplify_together([], tolerance=1) == []

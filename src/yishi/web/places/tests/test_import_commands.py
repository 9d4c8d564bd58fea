"""`yishi import_areas`, `yishi import_places` and `yishi close_area`."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from yishi.foundation.places.models import Area, Boundary, PlaceName
from yishi.foundation.places.tests.districts import GRID_1, GRID_2, bring_in, drafts

pytestmark = pytest.mark.django_db


def told(command: str, *arguments: object, **options: object) -> str:
    out = StringIO()
    call_command(command, *map(str, arguments), stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    """The small district as a GeoJSON file."""
    features = [
        {"type": "Feature", "properties": {"编码": draft.code, "名称": draft.name}, "geometry": draft.geometry}
        for draft in drafts()
    ]
    path = tmp_path / "district.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def test_areas_are_rehearsed_and_then_imported(file):
    words = ("--code", "编码", "--name", "名称", "--from", "2025-03-01")
    assert "预演" in told("import_areas", file, *words, "--dry-run")
    assert not Area.objects.exists()
    assert told("import_areas", file, *words).startswith("新增 8 个，改名 0 个，更新边界 8 个")
    boundary = Boundary.objects.get(area__code=GRID_1)
    assert (boundary.in_force_from.isoformat(), boundary.source) == ("2025-03-01", "district.geojson")
    assert "没有变化 8 个" in told("import_areas", file, *words)


def test_everything_worth_knowing_is_told(file):
    document = json.loads(file.read_text())
    first, *others = document["features"]
    first["geometry"]["coordinates"][0].pop()
    others[-1]["properties"]["编码"] = "7"
    others[-2]["geometry"]["coordinates"][0] = [[x - 0.001, y] for x, y in others[-2]["geometry"]["coordinates"][0]]
    file.write_text(json.dumps(document))
    out = StringIO()
    with pytest.raises(CommandError, match="有 1 个没有采用"):
        call_command("import_areas", str(file), "--code", "编码", "--name", "名称", stdout=out)
    for words in (
        "边界没有首尾相接，已闭合",
        f"{GRID_1} 与 {GRID_2} 重叠",
        "的下级区域没有覆盖",
        "第 8 个（7）没有采用",
    ):
        assert words in out.getvalue()
    assert Area.objects.count() == 7


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "不是完整的 JSON"),
        (b"\xff\xfe", "不是 UTF-8"),
        (b"{}", "不是 GeoJSON"),
        (b'{"type": "FeatureCollection", "features": [], "crs": {"properties": {"name": "EPSG:4547"}}}', "EPSG:4547"),
    ],
)
def test_a_file_that_is_no_geojson_is_refused_with_words(tmp_path, content, words):
    path = tmp_path / "broken.geojson"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=words):
        told("import_areas", path)
    with pytest.raises(CommandError, match="无法读取文件"):
        told("import_areas", tmp_path / "missing.geojson")


def test_names_are_rehearsed_and_then_imported(tmp_path, db):
    bring_in(drafts())
    path = tmp_path / "names.csv"
    path.write_bytes(f"名称,网格代码\n幸福里,{GRID_1}\n光明苑,{GRID_2}\n".encode("gb18030"))
    assert "新增 2 个地名" in told("import_places", path, "--dry-run")
    assert not PlaceName.objects.exists()
    assert "新增 2 个地名" in told("import_places", path)
    path.write_text("名称,网格代码\n幸福里,9\n", encoding="utf-8")
    out = StringIO()
    with pytest.raises(CommandError, match="有 1 个没有采用"):
        call_command("import_places", str(path), stdout=out)
    assert "第 2 行（幸福里）没有采用" in out.getvalue()


@pytest.mark.parametrize(("content", "words"), [(b"", "无法读取文件"), ("经度,纬度\n1,2\n".encode(), "没有“名称”一列")])
def test_a_sheet_that_cannot_be_read_is_refused_with_words(tmp_path, db, content, words):
    path = tmp_path / "names.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=words):
        told("import_places", path)


def test_the_report_in_english(file):
    with override("en"):
        assert told("import_areas", file, "--code", "编码", "--name", "名称").startswith("8 created, 0 renamed")


def test_an_area_is_closed_by_command(db):
    bring_in(drafts())
    assert "撤销" in told("close_area", GRID_1, "--last-day", "2026-12-31")
    assert str(Area.objects.get(code=GRID_1).in_force_to) == "2026-12-31"
    with pytest.raises(CommandError, match="已经撤销"):
        told("close_area", GRID_1, "--last-day", "2026-12-31")
    with pytest.raises(CommandError, match="没有代码为 7 的区域"):
        told("close_area", "7", "--last-day", "2026-12-31")

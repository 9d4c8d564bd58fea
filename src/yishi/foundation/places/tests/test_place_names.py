"""Names of places come in from a sheet and are found again in what people write."""

import pytest
from django.core.exceptions import PermissionDenied

from yishi.foundation.ledger.models import Entry
from yishi.foundation.people.actors import ANONYMOUS, SYSTEM
from yishi.foundation.places import queries
from yishi.foundation.places.area_intake import NotTaken
from yishi.foundation.places.choices import Certainty, NameKind
from yishi.foundation.places.commands import NotPossible, add_place_names, import_place_names
from yishi.foundation.places.limits import Limits
from yishi.foundation.places.models import PlaceName
from yishi.foundation.places.name_intake import NameDraft
from yishi.foundation.places.tests.districts import COMMUNITY, GRID_1, GRID_2, GRID_3, SOUTH, WEST, area
from yishi_methods.sheets import read_sheet
from yishi_methods.spatial.coordinates import Datum, wgs84_to_gcj02

pytestmark = pytest.mark.django_db

SHEET = f"""澄湖区地名一览
名称,类型,网格代码,经度,纬度,楼栋
幸福里小区,小区,{GRID_1},,,1-9
幸福里,小区,{GRID_2},,,10-18
人民路,道路,{GRID_1},,,1-99单
人民路,,{GRID_2},,,2-100双
人民公园,地标,,{WEST + 0.019},{SOUTH + 0.01},
桃源新村,estate,{GRID_3},,,

"""


@pytest.fixture
def names(places):
    return import_place_names(actor=SYSTEM, rows=read_sheet(SHEET.encode(), "names.csv").rows)


def found(text: str) -> list[tuple[str, str, Certainty]]:
    return [(match.area.code, match.label, match.certainty) for match in queries.resolve_place(text)]


def test_a_sheet_of_names_comes_in(names):
    assert (names.created, names.changed, names.unchanged, names.refused) == (6, 0, 0, ())
    assert PlaceName.objects.get(label="人民公园").area.code == GRID_3
    assert PlaceName.objects.filter(label="人民路", kind=NameKind.ROAD).count() == 2
    entry = Entry.objects.get(kind="places.names_recorded")
    assert (entry.data["created"], entry.data["changed"]) == (6, 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("幸福里3栋", [(GRID_1, "幸福里小区3栋", Certainty.EXACT)]),
        ("幸福里小区十二幢 301 室", [(GRID_2, "幸福里12栋", Certainty.EXACT)]),
        ("人民路 12 号门口", [(GRID_2, "人民路12号", Certainty.EXACT)]),
        ("人民公园", [(GRID_3, "人民公园", Certainty.EXACT)]),
        ("桃源新村5栋", [(GRID_3, "桃源新村", Certainty.ESTATE)]),
        ("幸福里", [(GRID_1, "幸福里小区", Certainty.SEVERAL), (GRID_2, "幸福里", Certainty.SEVERAL)]),
        ("月球背面", []),
    ],
)
def test_texts_find_their_place(names, text, expected):
    assert found(text) == expected


def test_what_is_certain_of_an_uncertain_text_is_the_common_area(names):
    assert queries.common_area(queries.resolve_place("幸福里")) == area(COMMUNITY)
    assert queries.common_area(queries.resolve_place("幸福里3栋")) == area(GRID_1)
    assert queries.common_area([]) is None


def test_the_same_sheet_again_changes_nothing_and_another_value_is_taken(names):
    again = import_place_names(actor=SYSTEM, rows=read_sheet(SHEET.encode(), "names.csv").rows)
    assert (again.created, again.changed, again.unchanged) == (0, 0, 6)
    draft = NameDraft(label="幸福里小区", kind="小区", area_code=GRID_1, numbers="1-8")
    report = add_place_names(actor=SYSTEM, drafts=[draft])
    assert (report.created, report.changed) == (0, 1)
    assert found("幸福里9栋")[0][2] == Certainty.SEVERAL
    assert Entry.objects.filter(kind="places.names_recorded").count() == 2


def test_a_dry_run_writes_nothing(places):
    rows = read_sheet(SHEET.encode(), "names.csv").rows
    assert import_place_names(actor=SYSTEM, rows=rows, dry_run=True).created == 6
    assert not PlaceName.objects.exists()


def test_points_in_another_datum_are_brought_to_wgs84(places):
    longitude, latitude = wgs84_to_gcj02(WEST + 0.019, SOUTH + 0.01)
    rows = [("名称", "经度", "纬度"), ("人民公园", longitude, latitude)]
    import_place_names(actor=SYSTEM, rows=rows, crs=Datum.GCJ02)
    assert PlaceName.objects.get().longitude == pytest.approx(WEST + 0.019, abs=1e-6)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"label": " "}, "没有名称"),
        ({"label": "里" * 81}, "名称太长"),
        ({"area_code": "9"}, "应为 12 位数字"),
        ({"area_code": "329901101201999"}, "没有代码为"),
        ({"area_code": ""}, "既没有区域代码，也没有"),
        ({"kind": "飞船"}, "类型“飞船”不认识"),
        ({"numbers": "九到三"}, "号段“九到三”看不懂"),
        ({"longitude": 0.0, "latitude": 0.0}, "坐标是（0, 0）"),
        ({"longitude": SOUTH + 0.001, "latitude": WEST + 0.001}, "写反了"),
        ({"longitude": "东边", "latitude": 30.0}, "坐标不是数字"),
        ({"longitude": 121.0, "latitude": 31.0}, "不在本区范围内"),
        ({"longitude": WEST + 0.019, "latitude": SOUTH + 0.01}, "坐标在“桃源网格”，不在“第一网格”"),
    ],
)
def test_a_row_that_cannot_be_taken_is_refused_with_words(places, changes, words):
    good = {"label": "幸福里", "kind": "小区", "area_code": GRID_1, "position": 7}
    report = add_place_names(actor=SYSTEM, drafts=[NameDraft(**{**good, **changes})])
    (refusal,) = report.refused
    assert words in refusal.reason
    assert refusal.position == 7
    assert not PlaceName.objects.exists()


def test_a_name_twice_in_one_file_is_taken_once(places):
    draft = NameDraft(label="幸福里", area_code=GRID_1)
    report = add_place_names(actor=SYSTEM, drafts=[draft, NameDraft(label="幸 福 里", area_code=GRID_1, position=2)])
    assert report.created == 1
    assert [refusal.position for refusal in report.refused] == [2]


def test_a_sheet_without_a_column_for_names_is_refused(places):
    with pytest.raises(NotTaken, match="没有“名称”一列。表头是：经度、纬度"):
        import_place_names(actor=SYSTEM, rows=[("经度", "纬度"), (120, 30)])


def test_too_many_rows_at_once_are_refused(places, monkeypatch):
    from yishi.foundation.places import commands

    few = Limits(nearest_within=1, overlap_reported=1, outline_detail=1, areas_to_choose=1, names_per_act=1)
    monkeypatch.setattr(commands, "limits", lambda: few)
    with pytest.raises(NotPossible, match="最多导入 1 行"):
        add_place_names(actor=SYSTEM, drafts=[NameDraft(label="甲"), NameDraft(label="乙")])


def test_only_administrators_and_the_installation_add_names(places):
    with pytest.raises(PermissionDenied, match="系统管理员"):
        add_place_names(actor=ANONYMOUS, drafts=[])

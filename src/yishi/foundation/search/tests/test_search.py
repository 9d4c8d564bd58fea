from collections.abc import Iterator, Mapping, Sequence
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from tests.factories import District, make_matter
from yishi.foundation.ledger import revisions
from yishi.foundation.matters.choices import Visibility
from yishi.foundation.matters.models import Matter
from yishi.foundation.search import sources
from yishi.foundation.search.commands import index_matters, rebuild_index, remove_from_index
from yishi.foundation.search.models import IndexedMatter
from yishi.foundation.search.queries import Scope, search_matters

pytestmark = pytest.mark.django_db


def found(text: str, scope: Scope = "public", *, by_relevance: bool = False) -> list[str]:
    matters = search_matters(Matter.objects.all(), text, scope=scope, by_relevance=by_relevance)
    numbers = [matter.number for matter in matters]
    return numbers if by_relevance else sorted(numbers)


@pytest.fixture
def lamp(district: District) -> Matter:
    revisions.bump("areas")
    matter = make_matter(
        "PX-26-7K4Q",
        title="幸福里3栋路灯不亮，电话13812345678",
        text="楼道WiFi也坏了。\n找王秀英 13812345678",
        public_title="幸福里3栋路灯不亮，电话138****5678",
        public_text="楼道WiFi也坏了。\n找王秀英 138****5678",
        area=district.grid,
        area_stem=district.grid.stem,
        place_text="幸福里3栋2单元501室",
    )
    index_matters([matter])
    return matter


@pytest.mark.parametrize(
    "text",
    [
        "路灯", "灯", "路灯不亮", "幸福里3栋", "3栋", "ＷＩＦＩ", "wif", "楼道 路灯", "亮，电话", "莲塘镇", "第一网格",
        "PX-26-7K4Q", "px-26-7k", "PX267K4Q", "7K4Q", "ＰＸ－26", "7k",
    ],
)  # fmt: skip
def test_it_is_found_by_its_words_its_number_and_its_area(lamp: Matter, text: str) -> None:
    assert found(text) == ([lamp.number] if text != "7k" else [])
    assert found(text, "all") == found(text)


@pytest.mark.parametrize("text", ["灯路", "垃圾", "PX-27", "路灯 垃圾", "幸福里13栋", "澄湖区"])
def test_what_it_does_not_hold_does_not_find_it(lamp: Matter, text: str) -> None:
    assert found(text) == []
    assert found(text, "all") == []


@pytest.mark.parametrize("text", ["13812345678", "138-1234-5678", "1381234", "2单元", "501室"])
def test_masked_words_and_the_exact_place_are_found_by_staff_only(lamp: Matter, text: str) -> None:
    assert found(text) == []
    assert found(text, "all") == [lamp.number]


def test_words_of_both_kinds_together_are_found_by_staff(lamp: Matter) -> None:
    assert found("路灯 13812345678", "all") == [lamp.number]


@pytest.mark.parametrize("visibility", [Visibility.REDACTED, Visibility.PRIVATE])
def test_of_a_matter_not_public_only_the_number_is_found(lamp: Matter, visibility: Visibility) -> None:
    Matter.objects.update(visibility=visibility)
    index_matters([lamp])
    assert found("路灯") == found("莲塘镇") == []
    assert found("7K4Q") == found("路灯", "all") == found("莲塘镇", "all") == [lamp.number]


def test_a_search_only_narrows_the_rows_it_is_given(lamp: Matter) -> None:
    assert not search_matters(Matter.objects.filter(kind="dispute"), "路灯").exists()
    assert not search_matters(Matter.objects.none(), "路灯").exists()


def test_nothing_asked_narrows_nothing(lamp: Matter) -> None:
    assert found("") == found(" \n\u3000\x00") == [lamp.number]


@pytest.mark.parametrize(
    "text",
    [
        "。", "*", "%", "_", "'", '"', "\\", "()", "' OR 1=1 --", "路灯*", '"路灯', "路灯' AND '亮", "NEAR(路灯 亮)",
        "路灯:*", "public_tokens:路灯", "-路灯", "^路灯", "!路灯 & (亮 | 灯)", "路\x00灯", "\ud83d", "\ud83d\ude00",
        "𠀀", "\U0010ffff", "ﬀ", "AND", "OR", "NOT 路灯", "{public_tokens} : 路灯", "路灯" * 5000, "a" * 10_000,
        "-" * 10_000, "1-" * 5000, "\u0301" * 10_000,
    ],
)  # fmt: skip
@pytest.mark.parametrize("scope", ["public", "all"])
def test_odd_queries_do_no_harm(lamp: Matter, text: str, scope: Scope) -> None:
    assert found(text, scope) in ([], [lamp.number])
    assert found(text, scope, by_relevance=True) == found(text, scope)


@pytest.mark.parametrize("text", ["路\x00灯", '"路灯"', "路灯:*", "-路灯", "^路灯*"])
def test_signs_around_a_word_are_no_operators(lamp: Matter, text: str) -> None:
    assert found(text) == [lamp.number]


def test_rare_characters_are_found() -> None:
    index_matters([make_matter("PX-26-0001", public_title="𠮷村\U00030000路", title="𠮷村\U00030000路")])
    assert found("𠮷") == found("𠮷村") == found("\U00030000路") == ["PX-26-0001"]
    assert found("𠮶") == []


def test_by_relevance_the_number_then_the_title_then_the_newest_come_first() -> None:
    rows = [
        ("PX-26-0001", "垃圾清运", "请处理", "2026-01-01T00:00Z"),
        ("PX-26-0002", "路口", "垃圾清运不及时", "2026-01-03T00:00Z"),
        ("PX-26-0003", "垃圾堆", "清运", "2026-01-02T00:00Z"),
        ("PX-26-0004", "引用PX-26-0001", "垃圾清运", "2026-01-04T00:00Z"),
    ]
    for number, title, text, filed_at in rows:
        make_matter(number, title=title, text=text, public_title=title, public_text=text, filed_at=filed_at)
    index_matters(Matter.objects.all())
    assert found("垃圾清运", by_relevance=True) == ["PX-26-0001", "PX-26-0004", "PX-26-0002"]
    assert found("垃圾 清运", by_relevance=True) == ["PX-26-0001", "PX-26-0004", "PX-26-0002", "PX-26-0003"]
    assert found("px260001", by_relevance=True) == ["PX-26-0001", "PX-26-0004"]


def test_a_search_is_one_statement_with_its_rows(
    lamp: Matter, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert search_matters(Matter.objects.filter(kind="voice"), "路灯", by_relevance=True)[:20][0] == lamp


def test_indexing_again_replaces_and_removing_forgets(lamp: Matter) -> None:
    Matter.objects.update(title="井盖", public_title="井盖")
    index_matters([lamp])
    assert found("路灯", "all") == []
    assert found("井盖") == [lamp.number]
    remove_from_index([lamp])
    assert found("井盖", "all") == found("7K4Q", "all") == []


def test_two_statements_write_a_chunk() -> None:
    matters = [make_matter(f"PX-26-{n:04d}", title=f"第{n}盏路灯", public_title=f"第{n}盏路灯") for n in range(200)]
    index_matters(matters[:1])
    with CaptureQueriesContext(connection) as queries:
        assert index_matters(matters) == 200
    writes = [q["sql"] for q in queries.captured_queries if q["sql"].startswith(("INSERT", "DELETE", "UPDATE"))]
    assert len(writes) == 2
    assert len(found("路灯")) == 200


@pytest.fixture
def answers() -> Iterator[None]:
    def answers_of(matters: Sequence[Matter]) -> Mapping[int, sources.Words]:
        return {matter.pk: sources.Words(public="已更换灯泡", other="责任人赵敏") for matter in matters}

    sources.text_source("voice")(answers_of)
    yield
    sources.SOURCES["voice"].remove(answers_of)


def test_parts_add_words(answers: None, lamp: Matter) -> None:
    assert found("灯泡") == found("赵敏", "all") == [lamp.number]
    assert found("赵敏") == []
    Matter.objects.update(visibility=Visibility.PRIVATE)
    index_matters([lamp])
    assert found("灯泡") == []
    assert found("灯泡", "all") == [lamp.number]


def test_a_deleted_matter_leaves_the_index(lamp: Matter) -> None:
    lamp.authorship.delete()
    lamp.delete()
    assert not IndexedMatter.objects.exists()


@pytest.mark.parametrize("alphabet", ["一", "\U00020000"])
def test_a_text_of_a_hundred_thousand_different_pairs_fits(alphabet: str) -> None:
    text = "".join(chr(ord(alphabet) + (n * n + n // 7) % 20_000) for n in range(100_000))
    index_matters([make_matter("PX-26-0001", text=text, public_title="长文", public_text=text + "完")])
    assert found(text[:2]) == found("长文") == ["PX-26-0001"]


def test_rebuilding_brings_in_all_matters_and_drops_the_rest(lamp: Matter) -> None:
    make_matter("PX-26-0002", title="井盖", public_title="井盖")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_index")
        if connection.vendor == "sqlite":
            cursor.execute("INSERT INTO search_index (rowid, public_tokens, other_tokens) VALUES (987, '井盖', '')")
    heard: list[tuple[int, int]] = []
    assert rebuild_index(lambda done, total: heard.append((done, total))) == 2
    assert heard == [(2, 2)]
    assert found("路灯") == ["PX-26-7K4Q"]
    assert found("井盖") == ["PX-26-0002"]
    assert IndexedMatter.objects.count() == 2


def test_the_command_tells_how_far_it_is(lamp: Matter) -> None:
    out, err = StringIO(), StringIO()
    call_command("reindex", stdout=out, stderr=err)
    assert "1 / 1" in err.getvalue()
    assert "1" in out.getvalue()

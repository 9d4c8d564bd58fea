"""Bringing voices in: by command and by page, twice, interrupted, with bad rows, into an empty database."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from tests.factories import District, make_account, make_term
from yishi.foundation.imports import commands as imports
from yishi.foundation.imports.models import ImportRun, RunState, SavedMapping
from yishi.foundation.ledger.models import Entry
from yishi.foundation.matters.models import Matter
from yishi.foundation.people.actors import ANONYMOUS, SYSTEM
from yishi.foundation.people.models import Account, Role
from yishi.foundation.people.rules import NotPermitted
from yishi.parts.voices.importers import VoiceImporter
from yishi.parts.voices.models import Answer

HEADER = ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "答复意见", "答复时间", "点赞数")
GOOD = ("7", "A1", "路灯坏了", "2019/2/28 11:25:05", "\n\t\t路灯坏了一个月", "", "", "3")
ANSWERED = ("8", "A2", "井盖", "2019年3月1日", "井盖松动", "已加固，电话13812345678", "2019/3/8 9:00", "0")


def csv_file(*rows: tuple[str, ...], encoding: str = "utf-8") -> bytes:
    quoted = (",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in (HEADER, *rows))
    return "\r\n".join(quoted).encode(encoding)


def bring_in(content: bytes, **given: object) -> ImportRun:
    run = imports.start_run(actor=SYSTEM, importer_name="voices", content=content, file_name="a.csv", **given)  # type: ignore[arg-type]
    return imports.finish_run(run, actor=SYSTEM)


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_rows_go_into_an_empty_database(encoding: str) -> None:
    run = bring_in(csv_file(GOOD, ANSWERED, encoding=encoding))
    assert (run.created, run.refused, run.state, run.content) == (2, 0, RunState.DONE, None)
    first, second = Matter.objects.order_by("filed_at")
    assert (first.state, first.supporters, first.title, first.text) == ("filed", 3, "路灯坏了", "路灯坏了一个月")
    assert (second.state, second.filed_at.isoformat()) == ("answered", "2019-02-28T16:00:00+00:00")
    answer = Answer.objects.get()
    assert answer.answered_at.isoformat() == "2019-03-08T01:00:00+00:00"
    assert "13812345678" not in answer.public_text
    assert second.authorship.external_author == "A2"


@pytest.mark.django_db
def test_each_row_is_one_entry_with_its_true_time_and_not_recorded_earlier() -> None:
    bring_in(csv_file(GOOD))
    entry = Entry.objects.get(kind="voices.filed")
    assert entry.occurred_at.year == 2019
    assert entry.recorded_at.year >= 2026


@pytest.mark.django_db
def test_the_same_file_again_changes_nothing_and_a_newer_one_updates() -> None:
    bring_in(csv_file(GOOD, ANSWERED))
    again = bring_in(csv_file(GOOD, ANSWERED))
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    answered_now = (*GOOD[:5], "已修复", "2019/3/5 10:00", "5")
    newer = bring_in(csv_file(answered_now, ANSWERED))
    assert (newer.created, newer.updated, newer.unchanged) == (0, 1, 1)
    matter = Matter.objects.get(external_id="7")
    assert (matter.state, matter.supporters, matter.due_at) == ("answered", 5, None)
    assert [e.kind for e in Entry.objects.filter(subject=matter.number)] == [
        "voices.filed",
        "voices.updated",
        "voices.answered",
    ]


@pytest.mark.django_db
def test_ids_of_different_sources_stay_apart() -> None:
    bring_in(csv_file(GOOD), source="board")
    assert bring_in(csv_file(GOOD), source="hotline").created == 1


@pytest.mark.django_db
def test_rows_without_an_id_are_recognised_again() -> None:
    bare = ("", *GOOD[1:])
    bring_in(csv_file(bare))
    assert bring_in(csv_file(bare)).unchanged == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({3: "昨天"}, "看不懂"),
        ({3: ""}, "没有提出时间"),
        ({2: "", 4: " \t\n"}, "没有内容"),
        ({3: "2999-01-01"}, "将来"),
        ({5: "已办", 6: "2019/1/1"}, "早于"),
        ({5: "已办", 6: ""}, "没有答复时间"),
        ({4: "长" * 100_000}, "超过"),
        ({7: "很多"}, "整数"),
    ],
)
def test_bad_rows_are_refused_with_their_number_and_reason(cells: dict[int, str], reason: str) -> None:
    bad = tuple(cells.get(place, cell) for place, cell in enumerate(GOOD))
    run = bring_in(csv_file(ANSWERED, bad))
    assert (run.created, run.refused) == (1, 1)
    refused = run.refused_rows.get()
    assert refused.number == 3
    assert reason in refused.reasons[0]


@pytest.mark.django_db
def test_a_trial_writes_no_voice() -> None:
    run = bring_in(csv_file(GOOD, ("9", *GOOD[1:3], "昨天", *GOOD[4:])), is_trial=True)
    assert (run.created, run.refused, Matter.objects.count()) == (1, 1, 0)
    assert run.content is not None


@pytest.mark.django_db
def test_an_interrupted_import_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "CHUNK_ROWS", 2)
    content = csv_file(*[(str(number), *GOOD[1:]) for number in range(5)])
    store, calls = VoiceImporter.store, iter([True, False])

    def failing(self, rows, **given):
        outcome = store(self, rows, **given)
        if not next(calls):
            raise OSError("power cut")
        return outcome

    monkeypatch.setattr(VoiceImporter, "store", failing)
    with pytest.raises(OSError, match="power cut"):
        bring_in(content)
    assert Matter.objects.count() == 2
    monkeypatch.setattr(VoiceImporter, "store", store)
    run = bring_in(content)
    assert (run.created, run.unchanged, run.rows_done) == (5, 0, 5)
    assert Matter.objects.count() == 5
    assert ImportRun.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.xlsx", "空的"),
        (b"PK\x03\x04broken", "a.xlsx", "不完整"),
        (b"hello", "a.xlsx", "另存为"),
        ("编号,内容\n1,x".encode(), "a.csv", "提出时间"),
    ],
)
def test_files_that_cannot_go_in_say_why(content: bytes, name: str, words: str) -> None:
    with pytest.raises(imports.CannotImport, match=words):
        imports.start_run(actor=SYSTEM, importer_name="voices", content=content, file_name=name)
    assert ImportRun.objects.count() == 0


@pytest.mark.django_db
def test_columns_can_be_named() -> None:
    content = "a,b\n2020-01-01,路灯坏了\n".encode()
    run = imports.start_run(
        actor=SYSTEM,
        importer_name="voices",
        content=content,
        file_name="a.csv",
        mapping={"filed_at": "a", "text": "b"},
    )
    assert imports.finish_run(run, actor=SYSTEM).created == 1
    with pytest.raises(imports.CannotImport, match="列名"):
        imports.start_run(
            actor=SYSTEM, importer_name="voices", content=content, file_name="a.csv", mapping={"text": "c"}
        )


@pytest.mark.django_db
def test_only_those_who_may_import() -> None:
    with pytest.raises(NotPermitted):
        imports.start_run(actor=ANONYMOUS, importer_name="voices", content=csv_file(GOOD), file_name="a.csv")


@pytest.mark.django_db
def test_the_command_reports_and_refuses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(csv_file(GOOD, ("9", *GOOD[1:3], "昨天", *GOOD[4:])))
    call_command("import_voices", file, refused=tmp_path / "refused.csv")
    assert "created 1" in capsys.readouterr().out
    assert "昨天" in (tmp_path / "refused.csv").read_text(encoding="utf-8-sig")
    with pytest.raises(CommandError):
        call_command("import_voices", tmp_path / "missing.xlsx")


@pytest.fixture
def clerk_client(district: District, client: Client, settings) -> Client:
    settings.STAFF_MFA = "optional"
    account = make_account("sunli", "孙莉")
    make_term(account, Role.OFFICER, district.centre)
    client.force_login(account)
    return client


def upload(content: bytes, name: str = "a.csv") -> dict[str, object]:
    file = io.BytesIO(content)
    file.name = name
    return {"file": file, "source": "board"}


def test_through_the_pages(clerk_client: Client) -> None:
    taken = clerk_client.post(reverse("imports:index", args=["voices"]), upload(csv_file(GOOD, ANSWERED)))
    run = ImportRun.objects.get()
    assert taken.headers["Location"] == reverse("imports:columns", args=[run.pk])
    page = clerk_client.get(taken.headers["Location"])
    assert "路灯坏了" in page.content.decode()
    choices = {name: str(place) for name, place in run.columns.items()}
    tried = clerk_client.post(taken.headers["Location"], choices | {"trial": "1", "mapping_name": "留言板"})
    assert tried.status_code == 302
    assert SavedMapping.objects.get().columns["text"] == "留言详情"
    call_command("work", until_idle=True)
    assert Matter.objects.count() == 0
    real = clerk_client.post(reverse("imports:for_real", args=[run.pk]))
    call_command("work", until_idle=True)
    assert Matter.objects.count() == 2
    assert "100%" in clerk_client.get(real.headers["Location"]).content.decode()


def test_a_bad_file_stays_on_the_page(clerk_client: Client) -> None:
    page = clerk_client.post(reverse("imports:index", args=["voices"]), upload(b"PK\x03\x04", "a.xlsx"))
    assert page.status_code == 422
    assert "不完整" in page.content.decode()


def test_a_missing_column_is_said_at_the_field(clerk_client: Client) -> None:
    clerk_client.post(reverse("imports:index", args=["voices"]), upload(csv_file(GOOD)))
    run = ImportRun.objects.get()
    page = clerk_client.post(reverse("imports:columns", args=[run.pk]), {"text": "-1", "filed_at": "3"})
    assert page.status_code == 422
    assert Matter.objects.count() == 0


def test_officers_of_other_units_may_not_import(officer: Account, client: Client, settings) -> None:
    settings.STAFF_MFA = "optional"
    client.force_login(officer)
    assert client.get(reverse("imports:index", args=["voices"])).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize(("file", "rows", "state"), [("board.xlsx", 4326, "filed"), ("replies.xlsx", 2816, "answered")])
def test_the_real_files_go_in_as_they_are(shared_data: Path, file: str, rows: int, state: str) -> None:
    content = (shared_data / "messages" / file).read_bytes()
    run = imports.start_run(actor=SYSTEM, importer_name="voices", content=content, file_name=file)
    run = imports.finish_run(run, actor=SYSTEM)
    assert (run.created, run.refused) == (rows, 0)
    assert Matter.objects.filter(state=state).count() == rows


def test_a_title_above_the_header_is_no_obstacle(db: None) -> None:
    book = Workbook()
    assert book.active is not None
    for row in (("留言汇总",), HEADER, GOOD):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    assert bring_in(file.getvalue()).created == 1

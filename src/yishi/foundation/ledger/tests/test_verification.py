"""Every kind of tampering is found, and the finding names the entries."""

import hashlib
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from yishi.foundation.ledger import heads, protection, queries
from yishi.foundation.ledger.documents import SignedHead
from yishi.foundation.ledger.entry_audit import COLUMNS
from yishi.foundation.ledger.models import Cursor, Entry, SigningKey, SubtreeRoot, TreeHead
from yishi.foundation.ledger.tests.rows import fill, sign
from yishi.foundation.ledger.verification import verify_ledger
from yishi_methods.merkle import leaf_hash

pytestmark = pytest.mark.django_db
COUNT = 12


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def ledger(db):
    """Twelve entries, the first eight under a signed head."""
    entries = fill(8)
    sign()
    return entries + fill(COUNT - 8)


def execute(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def change(number, **columns):
    """Overwrite columns of a row behind the models' back."""
    setting = ", ".join(f"{name} = %s" for name in columns)
    execute(f"UPDATE ledger_entry SET {setting} WHERE sequence = %s", *columns.values(), number)


def remove(*sequences):
    for sequence in sequences:
        execute("DELETE FROM ledger_entry WHERE sequence = %s", sequence)


def renumber(shifts):
    """Move rows to other numbers, by way of numbers nobody uses."""
    for here in shifts:
        change(here, sequence=1000 + here)
    for here, there in shifts.items():
        change(1000 + here, sequence=there)


def row(sequence):
    return Entry.objects.get(sequence=sequence)


def insert(sequence, body, leaf, chain):
    first = Entry.objects.first()
    values = {name: getattr(first, name) for name in COLUMNS}
    Entry.objects.create(**values | {"sequence": sequence, "body": body, "leaf_hash": leaf, "chain_hash": chain})


def forged_body(sequence):
    """Another kind than was recorded, in a body that is fine by itself."""
    return bytes(row(sequence).body).replace(b"ledger.retry_asked", b"ledger.never_asked")


def forge(sequence, *, up_to=0):
    """Rewrite an entry with its columns and hashes, and the chain after it up to `up_to`."""
    body = forged_body(sequence)
    chain = bytes(row(sequence - 1).chain_hash)
    change(sequence, kind="ledger.never_asked", body=body, leaf_hash=leaf_hash(body))
    for number in range(sequence, up_to + 1):
        chain = hashlib.sha256(chain + bytes(row(number).leaf_hash)).digest()
        change(number, chain_hash=chain)


def found():
    """Kind and range of each finding."""
    return [(finding.kind.value, finding.first, finding.last) for finding in verify_ledger().findings]


def test_an_unaltered_ledger_is_sound(ledger):
    report = verify_ledger()
    assert report.is_sound
    assert (report.entries, report.heads) == (COUNT, 1)


def test_an_empty_ledger_is_sound():
    assert verify_ledger().is_sound


@pytest.mark.parametrize(
    "column, value",
    [
        ("kind", "ledger.never_asked"),
        ("subject", "PX-26-0000"),
        ("actor", "account:somebody-else"),
        ("occurred_at", "2001-01-01 00:00:00+00:00"),
        ("recorded_at", "2001-01-01 00:00:00+00:00"),
    ],
)
def test_an_altered_column_is_named(ledger, column, value):
    change(5, **{column: value})
    (finding,) = verify_ledger().findings
    assert (finding.kind, finding.first, finding.last) == ("altered", 5, 5)
    assert f"“{column}”" in finding.text


def test_a_time_that_is_none_is_named(ledger):
    no_times = {"sqlite": ["", "yesterday", "2026-13-45 00:00:00"], "postgresql": ["infinity", "-infinity"]}
    for text in no_times[connection.vendor]:
        change(5, occurred_at=text)
        assert found() == [("altered", 5, 5)]


def test_an_altered_body_is_named(ledger):
    change(5, body=forged_body(5))
    (finding,) = verify_ledger().findings
    assert (finding.kind, finding.first, finding.last) == ("altered", 5, 5)
    assert "body" in finding.text


@pytest.mark.parametrize("body", [b"", b"not JSON", b"[]", b"{}", b"\xff"])
def test_a_body_that_cannot_be_read_is_named(ledger, body):
    change(5, body=body)
    assert found() == [("altered", 5, 5)]
    change(5, body=body, leaf_hash=leaf_hash(body))
    assert ("altered", 5, 5) in found()


def test_an_altered_leaf_hash_is_named(ledger):
    change(5, leaf_hash=bytes(32))
    (finding,) = verify_ledger().findings
    assert (finding.kind, finding.first, finding.last) == ("altered", 5, 5)
    assert "leaf_hash" in finding.text


def test_an_altered_chain_hash_is_named(ledger):
    change(5, chain_hash=bytes(32))
    (finding,) = verify_ledger().findings
    assert (finding.kind, finding.first, finding.last) == ("altered", 5, 5)
    assert "chain_hash" in finding.text


def test_an_entry_rewritten_with_its_leaf_hash_is_named(ledger):
    forge(10)
    assert found() == [("altered", 9, 10)]  # or the one before it, with its chain hash: no head tells them apart
    forge(5)
    assert ("altered", 4, 5) in found()


def test_with_a_head_just_before_it_the_rewritten_entry_is_named_alone(ledger):
    forge(9)
    assert found() == [("altered", 9, 9)]


def test_a_rewritten_end_is_found_by_the_head(ledger):
    forge(5, up_to=COUNT)
    assert found() == [("head", 1, 8)]


def test_stored_subtrees_narrow_down_what_was_rewritten():
    fill(700)
    sign()
    forge(400, up_to=700)
    assert found() == [("head", 257, 512)]


def test_removed_entries_are_named(ledger):
    remove(4, 5, 6, 11)
    assert found() == [("removed", 4, 6), ("removed", 11, 11)]


def test_removed_first_entries_are_named(ledger):
    remove(1, 2)
    assert found() == [("removed", 1, 2)]


def test_removed_last_entries_are_found_by_the_head(ledger):
    remove(*range(7, COUNT + 1))
    assert found() == [("removed", 7, 8)]


def test_removed_last_entries_are_found_by_what_subscribers_have_read(ledger):
    Cursor.objects.create(name="tests.one", position=11, changed_at=row(1).recorded_at)
    remove(10, 11, 12)
    assert found() == [("removed", 10, 11)]


def test_a_removal_hidden_by_new_numbers_is_named(ledger):
    remove(5, 6)
    renumber({number: number - 2 for number in range(7, COUNT + 1)})
    assert ("removed", 5, 6) in found()


def test_two_entries_exchanged_are_named(ledger):
    renumber({5: 9, 9: 5})
    assert found() == [("reordered", 5, 5), ("reordered", 9, 9)]


def test_the_last_two_entries_exchanged_are_named(ledger):
    renumber({11: 12, 12: 11})
    assert found() == [("reordered", 11, 11), ("reordered", 12, 12)]


def test_only_their_content_exchanged_is_found_too(ledger):
    fifth, ninth = row(5), row(9)
    change(5, body=ninth.body, leaf_hash=ninth.leaf_hash)
    change(9, body=fifth.body, leaf_hash=fifth.leaf_hash)
    assert found() == [("reordered", 5, 5), ("reordered", 9, 9)]


def test_an_entry_inserted_between_is_named(ledger):
    renumber({number: number + 1 for number in range(6, COUNT + 1)})
    body = bytes(row(5).body).replace(b'"sequence":5', b'"sequence":6')
    chain = hashlib.sha256(bytes(row(5).chain_hash) + leaf_hash(body)).digest()
    insert(6, body, leaf_hash(body), chain)
    assert ("inserted", 6, 6) in found()


def test_entries_inserted_at_the_end_without_the_chain_are_named(ledger):
    body = bytes(row(5).body).replace(b'"sequence":5', b'"sequence":13')
    insert(13, body, leaf_hash(body), bytes(32))
    assert found() == [("altered", 12, 13)]


def test_an_entry_inserted_before_the_first_is_named(ledger):
    insert(0, row(5).body, row(5).leaf_hash, row(5).chain_hash)
    assert ("inserted", 0, 0) in found()


def test_many_alterations_of_one_sort_are_one_finding(ledger):
    execute("UPDATE ledger_entry SET actor = 'nobody' WHERE sequence BETWEEN 3 AND 10")
    assert found() == [("altered", 3, 10)]


def test_a_forged_head_is_named(ledger):
    TreeHead.objects.update(root=bytes(32))
    assert found() == [("head", 1, 8)]
    assert "无效" in verify_ledger().findings[0].text


def test_a_head_under_another_key_s_name_is_named(ledger):
    other = SigningKey.objects.create(key_id="0" * 16, public_key=bytes(32), made_at=row(1).recorded_at)
    TreeHead.objects.update(key=other)
    assert found() == [("head", 1, 8)]


def test_a_wrong_or_missing_stored_subtree_is_named():
    fill(600)
    sign()
    SubtreeRoot.objects.filter(index=0).update(hash=bytes(32))
    SubtreeRoot.objects.filter(index=1).delete()
    assert found() == [("subtree", 1, 256), ("subtree", 257, 512)]


class TestKeptHeads:
    def kept(self):
        return SignedHead.from_document(heads.signed(TreeHead.objects.latest()).as_document())

    def test_agree_with_an_unaltered_ledger(self, ledger):
        assert verify_ledger([self.kept()]).is_sound

    def test_find_a_ledger_rewritten_and_signed_anew(self, ledger):
        kept = self.kept()
        forge(5, up_to=COUNT)
        TreeHead.objects.all().delete()
        sign()
        assert verify_ledger().is_sound
        (finding,) = verify_ledger([kept]).findings
        assert (finding.kind, finding.first, finding.last) == ("head", 1, 8)

    def test_find_a_ledger_cut_short(self, ledger):
        kept = self.kept()
        TreeHead.objects.all().delete()
        remove(*range(6, COUNT + 1))
        (finding,) = verify_ledger([kept]).findings
        assert (finding.kind, finding.first, finding.last) == ("removed", 6, 8)


class TestCommands:
    def run(self, capsys, *arguments):
        try:
            call_command("verify_ledger", *arguments)
        except SystemExit as end:
            return end.code, capsys.readouterr().out
        return 0, capsys.readouterr().out

    def test_a_sound_ledger_ends_with_0(self, ledger, capsys):
        code, told = self.run(capsys)
        assert code == 0
        assert "12 条逐条核对无误" in told

    def test_findings_end_with_1_and_are_told(self, ledger, capsys):
        remove(5)
        code, told = self.run(capsys)
        assert code == 1
        assert "第 5 条被删除" in told

    def test_the_missing_triggers_are_told(self, ledger, capsys):
        assert "触发器" in self.run(capsys)[1]
        protection.protect(connection)
        assert "触发器" not in self.run(capsys)[1]

    def test_the_report_as_json(self, ledger, capsys, tmp_path):
        file = tmp_path / "head.json"
        file.write_text(json.dumps(heads.signed(TreeHead.objects.latest()).as_document()))
        sign()
        code, told = self.run(capsys, "--json", "--head", str(file))
        report = json.loads(told)
        assert (code, report["is_sound"], report["entries"], report["findings"]) == (0, True, COUNT, [])
        assert (report["consistency"][0]["from"], report["consistency"][0]["to"]) == (8, COUNT)
        change(5, kind="x")
        code, told = self.run(capsys, "--json")
        assert code == 1
        assert json.loads(told)["findings"][0] | {"text": ""} == {"kind": "altered", "first": 5, "last": 5, "text": ""}

    @pytest.mark.parametrize("content", ["", "[]", "{}", '{"head": 5}'])
    def test_a_file_that_is_no_head_is_refused(self, ledger, content, tmp_path):
        file = tmp_path / "head.json"
        file.write_text(content)
        with pytest.raises(CommandError, match=r"head\.json"):
            call_command("verify_ledger", "--head", str(file))
        with pytest.raises(CommandError, match="无法读取"):
            call_command("verify_ledger", "--head", str(tmp_path / "nothing"))

    def test_a_head_of_another_ledger_is_refused(self, ledger, tmp_path):
        file = tmp_path / "receipt.json"
        file.write_text(json.dumps(queries.receipt_proof(ledger[0]).as_document()))
        call_command("verify_ledger", "--head", str(file))
        TreeHead.objects.all().delete()
        SigningKey.objects.all().delete()
        with pytest.raises(CommandError, match="公钥"):
            call_command("verify_ledger", "--head", str(file))

    def test_a_receipt_is_verified_without_the_database(self, ledger, tmp_path, capsys, django_assert_num_queries):
        document = queries.receipt_proof(ledger[2]).as_document()
        file = tmp_path / "receipt.json"
        file.write_text(json.dumps(document))
        with django_assert_num_queries(0):
            call_command("verify_receipt", str(file), "--key", document["head"]["public_key"].upper())
        assert "第 3 条" in capsys.readouterr().out
        with pytest.raises(CommandError, match="公钥"):
            call_command("verify_receipt", str(file), "--key", "00" * 32)
        file.write_text(json.dumps(document | {"body": document["body"].replace("PX", "PY")}))
        with pytest.raises(CommandError, match="被改动") as refusal:
            call_command("verify_receipt", str(file))
        assert refusal.value.returncode == 1

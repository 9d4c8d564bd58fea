"""Signed heads, receipts and consistency: what is given out holds, and holds only unaltered."""

import json
import stat

import pytest
from django.db import connection

from yishi.foundation.ledger import documents, heads, protection, queries, signing
from yishi.foundation.ledger.documents import BadDocument, ReceiptProof, SignedHead
from yishi.foundation.ledger.models import SigningKey, SubtreeRoot, TreeHead
from yishi.foundation.ledger.tests.rows import fill, sign
from yishi_methods.merkle import Frontier

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA = tmp_path
    return tmp_path


def kept(proof: ReceiptProof) -> dict:
    """The receipt as a file, read again."""
    return json.loads(json.dumps(proof.as_document()))


class TestHeads:
    def test_an_empty_ledger_has_none(self):
        assert heads.sign_head() is None
        assert queries.latest_head() is None

    def test_the_root_is_over_all_entries(self):
        entries = fill(300)
        head = sign()
        assert head.size == 300
        assert head.root == Frontier(bytes(entry.leaf_hash) for entry in entries).root()
        assert heads.signed(TreeHead.objects.get()).has_good_signature()

    def test_one_size_is_signed_once(self):
        fill(3)
        assert sign() == sign()
        assert TreeHead.objects.count() == 1

    def test_complete_subtrees_are_stored_as_the_ledger_grows(self, monkeypatch):
        monkeypatch.setattr(heads, "TILE_WIDTH", 4)
        entries = fill(9)
        heads.store_subtrees(9)
        entries += fill(12)
        heads.store_subtrees(21)
        stored = {(row.level, row.index): bytes(row.hash) for row in SubtreeRoot.objects.all()}
        leaves = [bytes(entry.leaf_hash) for entry in entries]
        assert stored == {(1, n): Frontier(leaves[4 * n : 4 * n + 4]).root() for n in range(5)} | {
            (2, 0): Frontier(leaves[:16]).root()
        }

    def test_the_signature_is_over_the_documented_bytes(self):
        fill(1)
        document = heads.signed(sign()).as_document()
        key = signing.private_key().public_key()
        signed = {name: document[name] for name in ("format", "key_id", "root", "signed_at", "size")}
        text = json.dumps(signed, sort_keys=True, separators=(",", ":"))
        key.verify(bytes.fromhex(document["signature"]), text.encode())

    def test_the_key_is_made_once_and_for_its_owner_only(self, data_folder):
        assert signing.public_half(signing.private_key()) == signing.public_half(signing.private_key())
        assert stat.S_IMODE((data_folder / signing.KEY_FILE).stat().st_mode) == 0o600
        assert [path.name for path in data_folder.iterdir()] == [signing.KEY_FILE]

    def test_after_a_new_key_old_heads_still_verify(self, data_folder):
        fill(1)
        sign()
        (data_folder / signing.KEY_FILE).unlink()
        fill(1)
        sign()
        assert SigningKey.objects.count() == 2
        signed = [heads.signed(head) for head in TreeHead.objects.all()]
        assert signed[0].key_id != signed[1].key_id
        assert all(head.has_good_signature() for head in signed)


class TestReceipts:
    def test_a_receipt_holds_as_a_file(self):
        entries = fill(600)
        for entry in (entries[0], entries[255], entries[256], entries[599]):
            proof = ReceiptProof.from_document(kept(queries.receipt_proof(entry)))
            proof.verify()
            assert (proof.sequence, proof.body) == (entry.sequence, entry.body)

    def test_it_signs_a_head_only_where_none_covers_the_entry(self):
        first, *_, last = fill(5)
        queries.receipt_proof(last)
        queries.receipt_proof(first)
        later = fill(1)[0]
        assert queries.receipt_proof(later).head.size == 6
        assert queries.receipt_proof(first).head.size == 5

    def test_it_can_keep_silent_about_what_the_entry_says(self):
        document = kept(queries.receipt_proof(fill(5)[2], with_body=False))
        assert "body" not in document
        ReceiptProof.from_document(document).verify()

    def test_it_takes_few_statements_in_a_long_ledger(self, django_assert_max_num_queries):
        entry = fill(3000)[1234]
        sign()
        with django_assert_max_num_queries(4):
            queries.receipt_proof(entry)

    @pytest.mark.parametrize(
        "name, value, said",
        [
            ("format", "something else", "format"),
            ("sequence", 4, "编号不同"),
            ("sequence", "3", "不是整数"),
            ("body", '{"sequence":3}', "被改动"),
            ("body", 5, "不是文字"),
            ("leaf_hash", "00" * 32, "被改动"),
            ("leaf_hash", "xyz", "十六进制"),
            ("path", [], "不能"),
            ("path", None, "path"),
            ("head", None, "yishi-tree-head-1"),
        ],
    )
    def test_an_altered_file_does_not_hold(self, name, value, said):
        document = kept(queries.receipt_proof(fill(5)[2])) | {name: value}
        with pytest.raises(BadDocument, match=said):
            ReceiptProof.from_document(document).verify()

    @pytest.mark.parametrize(
        "name, value, said",
        [
            ("size", 6, "不能|签名"),
            ("size", True, "不是整数"),
            ("root", "00" * 32, "不能"),
            ("signed_at", "2020-01-01T00:00:00.000000Z", "签名"),
            ("signature", "00" * 64, "签名"),
            ("signature", "00", "签名"),
            ("public_key", "00" * 32, "key_id"),
            ("key_id", "0" * 16, "key_id"),
        ],
    )
    def test_an_altered_head_does_not_hold(self, name, value, said):
        document = kept(queries.receipt_proof(fill(5)[2]))
        document["head"][name] = value
        with pytest.raises(BadDocument, match=said):
            ReceiptProof.from_document(document).verify()

    def test_none_is_given_out_that_does_not_hold(self):
        entries = fill(5)
        sign()
        protection.lift(connection)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE ledger_entry SET leaf_hash = %s WHERE sequence = 2", [bytes(32)])
        with pytest.raises(heads.LedgerDamaged, match="verify_ledger"):
            queries.receipt_proof(entries[4])


class TestConsistency:
    def test_holds_between_all_sizes_under_a_head(self):
        fill(20)
        sign()
        for old in range(1, 21):
            for new in range(old, 21):
                proof = queries.consistency_proof(old, new)
                assert proof.holds()
                assert (
                    not old < new
                    or not documents.ConsistencyProof(
                        old_size=old, new_size=new, old_root=bytes(32), new_root=proof.new_root, path=proof.path
                    ).holds()
                )

    @pytest.mark.parametrize("old, new", [(0, 3), (3, 2), (2, 6), (-1, 2)])
    def test_is_refused_for_sizes_that_are_not_under_a_head(self, old, new):
        fill(5)
        sign()
        fill(1)
        with pytest.raises(ValueError, match="<= 5"):
            queries.consistency_proof(old, new)

    def test_a_head_somebody_kept_is_the_beginning_of_the_ledger(self):
        fill(7)
        mine = SignedHead.from_document(heads.signed(sign()).as_document())
        fill(9)
        sign()
        assert queries.consistency_proof(mine.size, 16).old_root == mine.root

"""The public ledger: all see that an entry is there, those whom it concerns what it says, and anybody can prove it."""

import json
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_account, make_matter, make_term
from yishi.events.ledger import RetryAsked
from yishi.foundation.ledger.commands import append
from yishi.foundation.ledger.documents import ConsistencyProof, ReceiptProof, SignedHead
from yishi.foundation.ledger.models import Cursor, DueTask, Entry
from yishi.foundation.ledger.tests.rows import sign
from yishi.foundation.people.models import Role
from yishi.foundation.people.queries import actor_of
from yishi.web.ledger.rules import may_read_content

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def second_factor_is_not_asked(settings):
    settings.STAFF_MFA = "optional"


@pytest.fixture
def entry(resident):
    """Something that the resident did."""
    with transaction.atomic():
        append(RetryAsked(of="task", name="first", failures=1), actor="system")
        return append(RetryAsked(of="task", name="secret-code", failures=1), actor=f"account:{resident.reference}")


@pytest.fixture
def auditor(district):
    account = make_account("shenji")
    make_term(account, Role.AUDITOR, district.supervision)
    return account


@pytest.fixture
def administrator(district):
    account = make_account("guanli")
    make_term(account, Role.ADMINISTRATOR, district.centre)
    return account


def get(client, name, *args, status=200, **query):
    response = client.get(reverse(f"ledger:{name}", args=args), query)
    assert response.status_code == status
    return response


class TestIndex:
    def test_an_empty_ledger_has_a_page(self, client):
        assert "还没有签名" in get(client, "index").content.decode()

    def test_names_the_latest_head_the_key_and_the_entries(self, client, entry):
        head = sign()
        text = get(client, "index").content.decode()
        assert bytes(head.root).hex() in text
        assert bytes(head.key.public_key).hex() in text
        assert bytes(entry.leaf_hash).hex()[:16] in text
        assert "secret-code" not in text
        assert str(entry.actor) not in text

    def test_finds_an_entry_by_its_number(self, client, entry):
        first = Entry.objects.get(sequence=entry.sequence - 1)
        text = get(client, "index", number=entry.sequence).content.decode()
        assert bytes(entry.leaf_hash).hex()[:16] in text
        assert bytes(first.leaf_hash).hex()[:16] not in text

    def test_takes_as_many_statements_for_many_entries(self, client, entry, django_assert_max_num_queries):
        with transaction.atomic():
            for _ in range(30):
                append(RetryAsked(of="task", name="x", failures=1), actor="system")
        with django_assert_max_num_queries(8):
            get(client, "index")


class TestEntry:
    def test_everybody_sees_that_it_is_there_and_not_what_it_says(self, client, entry):
        text = get(client, "entry", entry.sequence).content.decode()
        assert bytes(entry.leaf_hash).hex() in text
        assert "secret-code" not in text

    def test_whoever_did_it_sees_what_it_says(self, client, entry, resident):
        client.force_login(resident)
        assert "secret-code" in get(client, "entry", entry.sequence).content.decode()
        assert "first" not in get(client, "entry", entry.sequence - 1).content.decode()

    def test_auditors_see_what_it_says_and_other_staff_do_not(self, client, entry, auditor, officer):
        client.force_login(auditor)
        assert "secret-code" in get(client, "entry", entry.sequence).content.decode()
        client.force_login(officer)
        assert "secret-code" not in get(client, "entry", entry.sequence).content.decode()

    @pytest.mark.parametrize("number", [0, 999_999, 2**31, 10**30])
    def test_one_that_is_not_there_is_not_found(self, client, number):
        get(client, "entry", number, status=404)
        get(client, "proof", number, status=404)


class TestFiles:
    def test_the_proof_holds_and_keeps_silent_for_everybody(self, client, entry):
        response = get(client, "proof", entry.sequence)
        assert "attachment" in response["Content-Disposition"]
        document = json.loads(response.content)
        assert "body" not in document
        ReceiptProof.from_document(document).verify()

    def test_the_proof_says_all_to_whoever_did_it(self, client, entry, resident):
        client.force_login(resident)
        response = get(client, "proof", entry.sequence)
        proof = ReceiptProof.from_document(json.loads(response.content))
        proof.verify()
        assert proof.body == bytes(entry.body)
        assert "private" in response["Cache-Control"]

    def test_heads_verify_and_go_on(self, client, entry, monkeypatch):
        monkeypatch.setattr("yishi.web.ledger.views.HEADS_PER_PAGE", 1)
        sign()
        with transaction.atomic():
            append(RetryAsked(of="task", name="x", failures=1), actor="system")
        sign()
        document = json.loads(get(client, "heads").content)
        (head,) = document["heads"]
        assert SignedHead.from_document(head).has_good_signature()
        assert document["keys"][0]["public_key"] == head["public_key"]
        earlier = json.loads(client.get(document["more"]).content)
        assert [one["size"] for one in earlier["heads"]] == [entry.sequence]
        assert json.loads(get(client, "heads", before="not a number").content)["heads"]

    def test_the_ledger_goes_on_from_what_it_was(self, client, entry):
        sign()
        sizes = {"from": entry.sequence - 1, "to": entry.sequence}
        document = json.loads(get(client, "consistency_file", **sizes).content)
        proof = ConsistencyProof(
            old_size=document["from"],
            new_size=document["to"],
            old_root=bytes.fromhex(document["from_root"]),
            new_root=bytes.fromhex(document["to_root"]),
            path=tuple(map(bytes.fromhex, document["path"])),
        )
        assert proof.holds()
        assert document["from_root"] in get(client, "consistency", **sizes).content.decode()

    @pytest.mark.parametrize(
        "sizes", [{"from": "2", "to": "1"}, {"from": "x"}, {"from": "0", "to": "1"}, {"to": "9" * 40}]
    )
    def test_sizes_that_cannot_be_compared_are_told(self, client, entry, sizes):
        sign()
        assert "errors" in json.loads(get(client, "consistency_file", status=400, **sizes).content)
        assert "有误" in get(client, "consistency", status=400, **sizes).content.decode()

    def test_the_form_stands_there_empty(self, client):
        assert "有误" not in get(client, "consistency").content.decode()


class TestWorker:
    @pytest.fixture(autouse=True)
    def failures(self):
        now = timezone.now()
        failure = {"failures": 3, "last_error": "ValueError: no", "retry_at": now + timedelta(hours=1)}
        Cursor.objects.create(name="tests.failing", position=1, changed_at=now, **failure)
        DueTask.objects.create(key="tests.task:1", task="tests.task", at=now, **failure)

    def test_is_for_administrators_and_auditors(self, client, auditor, administrator, officer, resident):
        get(client, "worker", status=302)
        for account, status in ((resident, 403), (officer, 403), (auditor, 200), (administrator, 200)):
            client.force_login(account)
            get(client, "worker", status=status)

    def test_shows_what_failed_and_why(self, client, auditor):
        client.force_login(auditor)
        text = get(client, "worker").content.decode()
        for words in ("tests.failing", "tests.task:1", "ValueError: no", "已试 3 次"):
            assert words in text
        assert "立即重试" not in text

    @pytest.mark.parametrize("of, name", [("subscriber", "tests.failing"), ("task", "tests.task:1")])
    def test_an_administrator_has_it_tried_at_once(self, client, administrator, of, name):
        client.force_login(administrator)
        assert "立即重试" in get(client, "worker").content.decode()
        response = client.post(reverse("ledger:retry"), {"of": of, "name": name}, follow=True)
        assert "已安排立即重试" in response.content.decode()
        row = Cursor.objects.get(name=name) if of == "subscriber" else DueTask.objects.get(key=name)
        assert row.retry_at is not None
        assert row.retry_at <= timezone.now()
        assert Entry.objects.latest("sequence").actor == f"account:{administrator.reference}"

    def test_what_does_not_fail_is_not_tried_again(self, client, administrator):
        client.force_login(administrator)
        response = client.post(reverse("ledger:retry"), {"of": "task", "name": "nothing"}, follow=True)
        assert "不用重试" in response.content.decode()

    def test_others_cannot_have_it_tried(self, client, auditor):
        client.force_login(auditor)
        assert client.post(reverse("ledger:retry"), {"of": "task", "name": "tests.task:1"}).status_code == 403


@pytest.fixture
def matters(district, resident):
    """A matter of the resident's at the officer's bureau and one of nobody's elsewhere, with an entry each."""
    own = make_matter("PX-26-0001", author=resident, unit=district.bureau, area_stem=district.grid.stem)
    other = make_matter("PX-26-0002", unit=district.town_unit, area_stem=district.grid.stem)
    with transaction.atomic():
        for matter in (own, other):
            append(RetryAsked(of="task", name="x", failures=1), actor="anonymous", subject=matter.number)


def readable(actor):
    return {entry.subject for entry in Entry.objects.all() if may_read_content.allows(actor, entry)}


def test_an_author_and_the_staff_of_a_matter_read_its_entries(matters, resident, officer, supervisor):
    assert readable(actor_of(None)) == set()
    assert readable(actor_of(None, matter_keys=frozenset({"PX-26-0002"}))) == {"PX-26-0002"}
    assert readable(actor_of(resident)) == {"PX-26-0001"}
    assert readable(actor_of(officer)) == {"PX-26-0001"}
    assert readable(actor_of(supervisor)) == {"PX-26-0001", "PX-26-0002"}


def test_who_may_read_is_the_same_for_a_row_and_for_a_list(matters, entry, resident, officer, supervisor, auditor):
    with_code = actor_of(None, matter_keys=frozenset({"PX-26-0002"}))
    for actor in (with_code, *map(actor_of, (None, resident, officer, supervisor, auditor))):
        listed = set(Entry.objects.filter(may_read_content.rows(actor)))
        assert listed == {one for one in Entry.objects.all() if may_read_content.allows(actor, one)}

import pytest
from django.db import transaction

from tests.factories import make_matter
from yishi.events.matters import MattersLinked
from yishi.foundation.ledger.commands import append
from yishi.foundation.ledger.worker import Worker
from yishi.foundation.matters.models import Matter
from yishi.foundation.search.queries import search_matters

pytestmark = pytest.mark.django_db(transaction=True)


def found(text: str) -> list[str]:
    return list(search_matters(Matter.objects.all(), text).values_list("number", flat=True))


def test_the_index_follows_the_ledger() -> None:
    make_matter("PX-26-0001", title="路灯", public_title="路灯")
    assert found("路灯") == []
    with transaction.atomic():
        append(MattersLinked(other="PX-26-0002", relation="related"), actor="system", subject="PX-26-0001")
        append(MattersLinked(other="", relation="related"), actor="system", subject="calendar:2026")
    Worker().run_until_idle()
    assert found("路灯") == ["PX-26-0001"]
    with transaction.atomic():
        Matter.objects.update(public_title="井盖")
        append(MattersLinked(other="PX-26-0002", relation="related"), actor="system", subject="PX-26-0001")
    Worker().run_until_idle()
    assert found("路灯") == []
    assert found("井盖") == ["PX-26-0001"]

"""Erasing an account through all apps: nothing names the person any more, and the ledger stays verifiable."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from tests.factories import make_matter
from yishi.foundation.ledger.models import Entry
from yishi.foundation.notices.models import Following, Preference
from yishi.foundation.people.models import Account
from yishi.foundation.people.personal_data import erase_account, export_personal_data
from yishi.foundation.people.queries import actor_of
from yishi.foundation.people.sealing import seal

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(resident):
    mine = make_matter("PX-26-7K4Q", author=resident, sealed_contact=seal({"name": "王秀英"}))
    other = make_matter("PX-26-9M2C")
    Following.objects.create(account=resident, matter=other, since=mine.filed_at)
    Preference.objects.create(account=resident, group="mine", channel="mail", mode="now")
    mine.attachments.create(
        kind="picture",
        media_type="image/jpeg",
        size=1,
        sha256="0" * 64,
        original_name="王秀英家漏水.jpg",
        uploaded_by=resident,
        uploaded_at=mine.filed_at,
    )
    return resident


def rows_of(account: Account) -> list[str]:
    """Every row in any table that still points to the account."""
    found = []
    for model in apps.get_models():
        for field in model._meta.get_fields():
            is_pointer = isinstance(field, models.ForeignKey | models.OneToOneField) and field.related_model is Account
            if is_pointer and model._default_manager.filter(**{field.name: account}).exists():
                found.append(f"{model.__name__}.{field.name}")
    return found


def test_the_copy_has_a_share_of_every_app(author):
    copy = export_personal_data(actor=actor_of(author), account=author)
    assert copy["matters"][0]["contact"] == {"name": "王秀英"}
    assert copy["notices"]["follows"] == ["PX-26-9M2C"]
    assert copy["files"][0]["matter"] == "PX-26-7K4Q"


def test_no_row_points_to_who_was_erased_and_the_ledger_is_verifiable(author):
    export_personal_data(actor=actor_of(author), account=author)
    erase_account(actor=actor_of(author), account=author)
    assert rows_of(author) == []
    assert Entry.objects.count() == 2
    call_command("verify_ledger")

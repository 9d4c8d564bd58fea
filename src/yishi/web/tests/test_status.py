"""`yishi status`: what an operator and a script read."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

pytestmark = pytest.mark.django_db


def test_an_empty_installation_counts_nothing():
    written = StringIO()
    call_command("status", "--json", stdout=written)
    status = json.loads(written.getvalue())
    assert (status["voices"], status["matters"], status["ledger_entries"]) == (0, 0, 0)
    assert set(status["lag"].values()) <= {0}
    assert status["database"] in {"sqlite", "postgresql"}


def test_the_same_is_readable_without_json():
    written = StringIO()
    call_command("status", stdout=written)
    assert "ledger_entries  0" in written.getvalue()

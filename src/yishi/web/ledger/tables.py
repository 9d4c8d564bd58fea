"""The list of entries as everybody may see it: number, time and fingerprint."""

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from yishi.foundation.ledger.models import Entry
from yishi.foundation.ui.tables import Column, Filter, Table, by


def number_link(entry: Entry) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("ledger:entry", args=[entry.sequence]), entry.sequence)


def short_fingerprint(entry: Entry) -> SafeString:
    return format_html("<code>{}…</code>", fingerprint(entry)[:16])


def fingerprint(entry: Entry) -> str:
    return bytes(entry.leaf_hash).hex()


ENTRIES = Table(
    name="ledger",
    columns=(
        Column("number", _("序号"), lambda entry: entry.sequence, cell=number_link, order=("sequence",), kind="main"),
        Column("recorded", _("记入时间"), lambda entry: entry.recorded_at, kind="nowrap"),
        Column("fingerprint", _("指纹"), fingerprint, cell=short_fingerprint),
    ),
    filters=(
        Filter(
            "number",
            lambda: forms.IntegerField(label=_("按序号找"), min_value=1, max_value=2**31 - 1, required=False),
            by("sequence"),
            is_main=True,
        ),
    ),
    order="-number",
    page_size=20,
)

"""List pages: conditions, order, pages, counts and addresses, with a number of statements that no row changes."""

import pytest
from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from yishi.foundation.ui.tables import Column, Filter, Table, by
from yishi.foundation.ui.tests.downloads import content

APPS = [("auth", "auth"), ("people", "people"), ("none", "none")]
TABLE = Table(
    name="kinds",
    columns=(
        Column("model", "Model", lambda row: row.model, order=("model",), kind="main"),
        Column("app", "App", lambda row: row.app_label, order=("app_label", "-model")),
        Column("pk", "Row", lambda row: row.pk, kind="number"),
        Column("secret", "Secret", lambda row: f"secret-{row.pk}", seen_by=lambda actor: actor == "auditor"),
        Column("paper", "Paper", lambda row: "on paper only", is_shown=False),
    ),
    filters=(
        Filter("q", lambda: forms.CharField(label="Name"), by("model__contains"), is_main=True),
        Filter("app", lambda: forms.MultipleChoiceField(label="App", choices=APPS), by("app_label")),
        Filter("above", lambda: forms.IntegerField(label="Above"), by("pk__gt")),
    ),
    order="-model",
    page_size=3,
    count_limit=7,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(rf):
    def page(query: str = "", rows=None, actor=None, table=TABLE):
        request = rf.get("/list/?" + query)
        request.actor = actor
        return table.page(request, ContentType.objects.all() if rows is None else rows)

    return page


def names(page):
    return [row.model for row in page.rows]


def everything():
    return list(ContentType.objects.values_list("model", flat=True))


def test_the_declared_order_holds_and_can_be_turned(ask):
    assert names(ask()) == sorted(everything(), reverse=True)[:3]
    assert names(ask("sort=model")) == sorted(everything())[:3]


@pytest.mark.parametrize(
    "query", ["sort=pk", "sort=secret", "sort=nonsense", "sort=--model", "page=-1", "page=x", "page=²"]
)
def test_a_wrong_order_or_page_gives_the_first_page_as_declared(ask, query):
    assert names(ask(query)) == names(ask())


def test_the_page_beyond_the_last_is_the_last(ask):
    page = ask("page=999999999999999999999")
    assert page.number == page.pages == 3
    assert len(page.rows) == 1  # seven are listed at most, three on a page


def test_pages_hold_every_row_once(ask):
    rows = ContentType.objects.order_by("pk")[:7].values("pk")
    some = ContentType.objects.filter(pk__in=list(rows.values_list("pk", flat=True)))
    seen = [row.pk for number in (1, 2, 3) for row in ask(f"page={number}", rows=some).rows]
    assert sorted(seen) == sorted(some.values_list("pk", flat=True))
    assert len(seen) == 7


def test_beyond_the_limit_the_count_stops(ask):
    page = ask()
    assert page.is_beyond_limit
    assert page.listed == 7


def test_conditions_narrow_and_show_as_chips(ask):
    page = ask("q=o&app=auth&app=people&page=2")
    assert {row.app_label for row in page.narrowed} == {"auth", "people"}
    assert [chip.label for chip in page.chips] == ["Name：o", "App：auth", "App：people"]
    assert page.chips[1].remove == "?q=o&app=people"
    assert page.without_conditions == "?"
    assert ask("q=+o+").chips[0].remove == "?"


def test_a_wrong_condition_is_named_and_the_others_hold(ask):
    page = ask("above=x&app=auth&app=nowhere")
    assert set(page.form.errors) == {"above", "app"}
    assert page.has_further_conditions
    assert page.chips == []


def test_nothing_typed_is_no_condition(ask):
    assert ask("q=&app=&above=").chips == []


@given(st.text(max_size=40))
def test_whatever_is_asked_a_page_answers(text):
    from urllib.parse import urlencode

    from django.test import RequestFactory

    request = RequestFactory().get("/list/?" + urlencode({"q": text, "page": text, "sort": text, "above": text}))
    page = TABLE.page(request, ContentType.objects.none())
    assert page.number == 1


def test_a_column_is_kept_to_those_who_may_see_it(ask):
    assert [column.name for column in ask().exported_columns] == ["model", "app", "pk", "paper"]
    assert [column.name for column in ask(actor="auditor").exported_columns] == [
        "model",
        "app",
        "pk",
        "secret",
        "paper",
    ]
    assert "secret" not in render_to_string("ui/list.html", {"page": ask()})
    assert [column.name for column in ask(actor="auditor").shown_columns] == ["model", "app", "pk", "secret"]


def test_headings_turn_the_order(ask):
    headings = {heading.column.name: heading for heading in ask("q=a&page=2").headings()}
    assert headings["model"].direction == "descending"
    assert headings["model"].address == "?q=a&sort=model"
    assert headings["pk"].address == ""
    assert {h.column.name: h for h in ask("sort=model").headings()}["model"].address == "?sort=-model"


def test_page_numbers_leave_gaps(ask):
    wide = Table(name="wide", columns=TABLE.columns, order="model", page_size=1, count_limit=20)
    page = ask("page=10", table=wide)
    assert [number for number, _ in page.page_links()] == [1, 0, 8, 9, 10, 11, 12, 0, page.pages]
    assert page.previous == "?page=9"
    assert page.following == "?page=11"


@pytest.mark.parametrize("amount", [1, 3])
def test_a_page_costs_two_statements(ask, amount):
    keys = list(ContentType.objects.values_list("pk", flat=True)[:amount])
    with CaptureQueriesContext(
        connection,
    ) as statements:
        text = render_to_string("ui/list.html", {"page": ask(rows=ContentType.objects.filter(pk__in=keys))})
    assert len(statements) == 2
    assert text.count("<tr>") == amount + 1


def test_an_empty_list_says_what_to_do(ask):
    text = render_to_string("ui/list.html", {"page": ask("q=zzzz")})
    assert "没有符合条件的记录" in text
    text = render_to_string("ui/list.html", {"page": ask(rows=ContentType.objects.none()), "empty_title": "还没有"})
    assert "还没有" in text


def test_text_in_cells_is_escaped(ask):
    table = Table(name="x", columns=(Column("a", "A", lambda row: "<b>&", order=("pk",)),), order="a")
    assert "&lt;b&gt;&amp;" in render_to_string("ui/table.html", {"page": ask(table=table)})


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_holds_all_rows_of_all_pages(rf, kind):
    response = TABLE.respond(rf.get(f"/list/?export={kind}&app=auth&page=9"), ContentType.objects.all(), "none.html")
    body = content(response)
    if kind == "csv":
        lines = body.decode("utf-8-sig").splitlines()
        assert lines[0] == "Model,App,Row,Paper"
        assert len(lines) == 1 + ContentType.objects.filter(app_label="auth").count()
        assert "secret" not in body.decode("utf-8")


def test_an_unknown_kind_of_file_is_the_page(rf):
    from django.template import TemplateDoesNotExist

    with pytest.raises(TemplateDoesNotExist):
        TABLE.respond(rf.get("/list/?export=exe"), ContentType.objects.all(), "none.html")

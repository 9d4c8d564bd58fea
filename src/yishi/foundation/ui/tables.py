"""List pages, declared: columns, filters, sorting, pages and export of one kind of rows.

    VOICES = Table(
        name="voices",
        columns=(
            Column("number", _("编号"), lambda m: m.number, cell=number_link, kind="main"),
            Column("filed", _("提出时间"), lambda m: m.filed_at, order=("filed_at",)),
        ),
        filters=(Filter("kind", lambda: forms.ChoiceField(label=_("类别"), choices=KINDS), by("kind"), is_main=True),),
        order="-filed",
    )

    @public
    def voice_list(request):
        return VOICES.respond(request, visible_to(request.actor).select_related("unit"), "voices/list.html")

The template says `{% include "ui/list.html" %}`. A page costs two statements, for its rows and for a count that stops
at a limit, besides those of the filters' own choices; relations are fetched by the queryset that is handed in.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.db.models.expressions import OrderBy
from django.forms import BoundField
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from yishi.foundation.ui.components import Words
from yishi.foundation.ui.exports import EXPORTS
from yishi.foundation.ui.times import written_moment

Rows = QuerySet[Any]
Order = str | OrderBy

SORT, PAGE, EXPORT = "sort", "page", "export"
NEIGHBOURS = 2
GAP = 0


def everybody(actor: Any) -> bool:
    return True


@dataclass(frozen=True)
class Column:
    """One column. `value` is the plain value, exported as it is; `cell` is what the page shows instead, where given.

    `order` names the fields it sorts by; without them it cannot be sorted by. `kind` is "main" (the row's own name, the
    heading of a card on a telephone), "number", "nowrap" or "". `seen_by` keeps a column to some actors, in files too.
    A column that is not `is_on_phone` is left out of the cards, which show what one needs to choose a row.
    """

    name: str
    label: Words
    value: Callable[[Any], Any]
    cell: Callable[[Any], Any] | None = None
    order: tuple[Order, ...] = ()
    kind: str = ""
    seen_by: Callable[[Any], bool] = everybody
    is_shown: bool = True
    is_on_phone: bool = True
    is_exported: bool = True

    @property
    def style(self) -> str:
        """The classes of its cells."""
        return " ".join(filter(None, (self.kind, "" if self.is_on_phone else "not-on-phone")))

    def shown(self, row: Any) -> Any:
        return self.cell(row) if self.cell else words_of(self.value(row))


@dataclass(frozen=True)
class Filter:
    """One condition: its form field, and how a value narrows the rows. Main ones stand open, the others fold away."""

    name: str
    make_field: Callable[[], forms.Field]
    narrow: Callable[[Rows, Any], Rows]
    is_main: bool = False


def by(lookup: str) -> Callable[[Rows, Any], Rows]:
    """Narrow by one lookup: `by("unit")`, `by("filed_at__gte")`; several chosen values are alternatives."""

    def narrow(rows: Rows, value: Any) -> Rows:
        return rows.filter(**{f"{lookup}__in" if isinstance(value, list | QuerySet) else lookup: value})

    return narrow


@dataclass(frozen=True)
class Table:
    """The declaration of a list page. `order` is a column's name, with "-" before it for the other way round."""

    name: str
    columns: tuple[Column, ...]
    order: str
    filters: tuple[Filter, ...] = ()
    page_size: int = 50
    count_limit: int = 10_000
    exports: tuple[str, ...] = ("csv", "xlsx")

    def page(self, request: HttpRequest, rows: Rows) -> "TablePage":
        """What this request asks for: the rows filtered and sorted, of which one page is read."""
        return TablePage(self, request, rows)

    def respond(
        self, request: HttpRequest, rows: Rows, template: str, context: Mapping[str, Any] | None = None
    ) -> HttpResponseBase:
        """The list as a page (the template finds it as `page`), or the file that was asked for."""
        page = self.page(request, rows)
        if (kind := request.GET.get(EXPORT)) in self.exports:
            return EXPORTS[kind](self.name, [column.label for column in page.exported_columns], page.exported_rows())
        return render(request, template, {**(context or {}), "page": page})


@dataclass(frozen=True)
class Cell:
    column: Column
    content: Any


@dataclass(frozen=True)
class Heading:
    """A column's head: where a tap on it leads, and which way it sorts now ("ascending", "descending" or "")."""

    column: Column
    address: str = ""
    direction: str = ""


@dataclass(frozen=True)
class Chip:
    """A condition in force, and the address without it."""

    label: str
    remove: str


@dataclass
class TablePage:
    """One page of a table, as one visitor asked for it."""

    table: Table
    request: HttpRequest
    all_rows: Rows
    form: forms.Form = field(init=False)

    def __post_init__(self) -> None:
        fields = {item.name: _optional(item.make_field()) for item in self.table.filters}
        form_class = type("FilterForm", (forms.Form,), fields)
        self.form = form_class(self.request.GET, auto_id="filter_%s")
        self.form.is_valid()  # a wrong condition is shown at its field, and the others hold

    @cached_property
    def columns(self) -> list[Column]:
        actor = getattr(self.request, "actor", None)
        return [column for column in self.table.columns if column.seen_by(actor)]

    @cached_property
    def shown_columns(self) -> list[Column]:
        return [column for column in self.columns if column.is_shown]

    @cached_property
    def exported_columns(self) -> list[Column]:
        return [column for column in self.columns if column.is_exported]

    @cached_property
    def narrowed(self) -> Rows:
        """The rows under all conditions, in order."""
        rows = self.all_rows
        for item in self.table.filters:
            value = self.form.cleaned_data.get(item.name)
            if not _is_empty(value):
                rows = item.narrow(rows, value)
        return rows.order_by(*self._ordering())

    @cached_property
    def count(self) -> int:
        """How many rows there are, counted up to one more than the limit."""
        return self.narrowed.order_by()[: self.table.count_limit + 1].count()

    @property
    def is_beyond_limit(self) -> bool:
        return self.count > self.table.count_limit

    @property
    def listed(self) -> int:
        """How many rows the pages list: all, or the first up to the limit."""
        return min(self.count, self.table.count_limit)

    @property
    def pages(self) -> int:
        return max(1, -(-self.listed // self.table.page_size))

    @cached_property
    def number(self) -> int:
        """The number of this page; a wrong one gives the nearest that exists."""
        asked = self.request.GET.get(PAGE, "1")
        return min(max(int(asked), 1), self.pages) if asked.isascii() and asked[:9].isdigit() else 1

    @cached_property
    def rows(self) -> list[Any]:
        first = (self.number - 1) * self.table.page_size
        return list(self.narrowed[first : min(first + self.table.page_size, self.listed)])

    def cells(self) -> Iterator[list[Cell]]:
        """The rows of this page, each as its cells."""
        for row in self.rows:
            yield [Cell(column, column.shown(row)) for column in self.shown_columns]

    def exported_rows(self) -> Iterator[list[Any]]:
        """All rows under the conditions, on whichever page, as plain values."""
        for row in self.narrowed.iterator(chunk_size=2000):
            yield [column.value(row) for column in self.exported_columns]

    # what stands around the rows

    def headings(self) -> Iterator[Heading]:
        sorted_by, is_descending = self._sort
        for column in self.shown_columns:
            if not column.order:
                yield Heading(column)
                continue
            is_here = column.name == sorted_by
            direction = ("descending" if is_descending else "ascending") if is_here else ""
            turned = f"-{column.name}" if direction == "ascending" else column.name
            yield Heading(column, self.address(**{SORT: turned, PAGE: None}), direction)

    @property
    def main_fields(self) -> list[BoundField]:
        return [self.form[item.name] for item in self.table.filters if item.is_main]

    @property
    def further_fields(self) -> list[BoundField]:
        return [self.form[item.name] for item in self.table.filters if not item.is_main]

    @property
    def has_further_conditions(self) -> bool:
        return any(
            bound.errors or not _is_empty(self.form.cleaned_data.get(bound.name)) for bound in self.further_fields
        )

    @cached_property
    def chips(self) -> list[Chip]:
        """The conditions in force; several values of one condition stand one by one."""
        found = []
        for item in self.table.filters:
            bound, values = self.form[item.name], _several(self.form.cleaned_data.get(item.name))
            for one in values:
                left = [_as_sent(bound, other) for other in values if other != one]
                found.append(Chip(_condition(bound, one), self.address(**{item.name: left or None, PAGE: None})))
        return found

    @property
    def without_conditions(self) -> str:
        return self.address(**{item.name: None for item in self.table.filters}, **{PAGE: None})

    @property
    def sort_asked(self) -> str:
        return self.request.GET.get(SORT, "")

    @property
    def exports(self) -> list[tuple[str, str]]:
        """Kinds of file, each with its address."""
        return [(kind, self.address(**{EXPORT: kind, PAGE: None})) for kind in self.table.exports]

    def page_links(self) -> list[tuple[int, str]]:
        """Pages with their addresses: the first, the last, this one and its neighbours; the number 0 is a gap."""
        near = range(self.number - NEIGHBOURS, self.number + NEIGHBOURS + 1)
        numbers = sorted({1, self.pages, *(n for n in near if 1 <= n <= self.pages)})
        links: list[tuple[int, str]] = []
        for number in numbers:
            if links and number - links[-1][0] > 1:
                links.append((GAP, ""))
            links.append((number, self.address(**{PAGE: number})))
        return links

    @property
    def previous(self) -> str:
        return self.address(**{PAGE: self.number - 1}) if self.number > 1 else ""

    @property
    def following(self) -> str:
        return self.address(**{PAGE: self.number + 1}) if self.number < self.pages else ""

    def address(self, **changes: Any) -> str:
        """This list's address with some of its parameters changed, or left out where the change is None."""
        parameters = self.request.GET.copy()
        for name, value in changes.items():
            parameters.pop(name, None)
            if value is not None:
                parameters.setlist(name, [str(one) for one in value] if isinstance(value, list) else [str(value)])
        return "?" + parameters.urlencode()

    @cached_property
    def _sort(self) -> tuple[str, bool]:
        asked = self.sort_asked
        can_sort = {column.name for column in self.columns if column.order}
        chosen = asked if asked.removeprefix("-") in can_sort else self.table.order
        return chosen.removeprefix("-"), chosen.startswith("-")

    def _ordering(self) -> list[Order]:
        name, is_descending = self._sort
        column = next(column for column in self.table.columns if column.name == name)
        order = [_turned(one) if is_descending else one for one in column.order]
        last = order[-1]
        last_descends = last.startswith("-") if isinstance(last, str) else last.descending
        return [
            *order,
            "-pk" if last_descends else "pk",
        ]  # so that rows of equal value keep their places from page to page


def words_of(value: Any) -> Any:
    """A plain value as a page shows it."""
    match value:
        case None:
            return ""
        case bool():
            return _("是") if value else _("否")
        case int():
            return number_format(value, use_l10n=False)
        case datetime():
            return written_moment(value)
        case date():
            return date_format(value, _("Y年n月j日"))
    return value


def _optional(item: forms.Field) -> forms.Field:
    item.required = False
    return item


def _is_empty(value: Any) -> bool:
    if isinstance(value, QuerySet):
        return not value
    return value is None or value is False or value in ("", [])


def _several(value: Any) -> list[Any]:
    if _is_empty(value):
        return []
    return list(value) if isinstance(value, list | QuerySet) else [value]


def _turned(order: Order) -> Order:
    if isinstance(order, str):
        return order[1:] if order.startswith("-") else f"-{order}"
    turned = order.copy()
    turned.reverse_ordering()
    return turned


def _as_sent(bound: BoundField, value: Any) -> str:
    return str(bound.field.prepare_value(value))


def _condition(bound: BoundField, value: Any) -> str:
    if value is True:
        return str(bound.label)
    return _("%(condition)s：%(value)s") % {"condition": bound.label, "value": _chosen_words(bound.field, value)}


def _chosen_words(item: forms.Field, value: Any) -> str:
    if isinstance(item, forms.ModelChoiceField):
        return item.label_from_instance(value)
    if isinstance(item, forms.ChoiceField):
        choices = _flat(list(item.choices))  # type: ignore[arg-type]
        return next((str(words) for key, words in choices if str(key) == str(value)), str(value))
    return str(words_of(value))


def _flat(choices: Iterable[tuple[Any, Any]]) -> Iterator[tuple[Any, Any]]:
    for key, words in choices:
        if isinstance(words, Sequence) and not isinstance(words, str):
            yield from words
        else:
            yield key, words

"""Reading a year's table of special days.

A table is CSV with a heading: date (2027-01-01), kind (off or work), name, and where wanted name_en and source. It may
be UTF-8 or GB18030, as spreadsheets save it. Only days that differ from their weekday need a row; days of rest within a
holiday may have one, so that the holiday can be shown whole.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from yishi.foundation.calendar.choices import DayKind

NEEDED = ("date", "kind", "name")
SATURDAY = 5


class UnfitTable(ValueError):
    """A table that cannot be taken; `faults` has one sentence for each row or column that is wrong."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(faults))


@dataclass(frozen=True)
class DayRow:
    date: date
    kind: str
    name: str
    name_en: str = ""


@dataclass(frozen=True)
class DayTable:
    """The special days of one year and the notice that they come from; the days are in order."""

    year: int
    source: str
    days: tuple[DayRow, ...]

    def dates(self, kind: str) -> tuple[date, ...]:
        return tuple(day.date for day in self.days if day.kind == kind)


def read_table(content: bytes, *, source: str = "") -> DayTable:
    """The table in a file; `source`, if given, takes the place of its column.

    Raises `UnfitTable` with everything that is wrong.
    """
    rows = csv.DictReader(io.StringIO(_text(content), newline=""))
    missing = [name for name in NEEDED if name not in (rows.fieldnames or ())]
    if missing:
        raise UnfitTable([_("第 1 行：缺少这些列：%(columns)s。") % {"columns": "、".join(missing)}])
    faults: list[str] = []
    days: dict[date, DayRow] = {}
    sources: dict[str, None] = {}
    for line, row in enumerate(rows, start=2):
        cells = {name: (cell or "").strip() for name, cell in row.items() if isinstance(name, str)}
        if not any(cells.values()):
            continue
        day = _day(cells)
        if isinstance(day, str):
            faults.append(_at_line(line, day))
        elif day.date in days:
            faults.append(_at_line(line, _("%(date)s 重复出现。") % {"date": day.date}))
        else:
            days[day.date] = day
            sources[cells.get("source", "")] = None
    if faults or not days:
        raise UnfitTable(faults or [_("表中没有任何日期。")])
    year = Counter(day.year for day in days).most_common(1)[0][0]
    source = source or "、".join(filter(None, sources))
    faults = [*_strange_days(days, year), *([] if source else [_("没有写明来源：请加上 source 列，写明公布的文件。")])]
    if faults:
        raise UnfitTable(faults)
    return DayTable(year, source, tuple(days[key] for key in sorted(days)))


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnfitTable([_("文件既不是 UTF-8 也不是 GB18030 编码的文本。")])


def _day(cells: dict[str, str]) -> DayRow | str:
    """The row, or what is wrong with it."""
    try:
        day = _date(cells["date"])
    except ValueError:
        return _("“%(text)s”不是日期，应写作 2027-01-01。") % {"text": cells["date"]}
    if cells["kind"] not in DayKind.values:
        return _("类别“%(kind)s”不认识，应为 off（放假）或 work（上班）。") % {"kind": cells["kind"]}
    if not cells["name"]:
        return _("%(date)s 没有名称。") % {"date": day}
    if cells["kind"] == DayKind.WORK and day.weekday() < SATURDAY:
        return _("%(date)s 不是周六或周日，不能作为调休上班日。") % {"date": day}
    return DayRow(day, cells["kind"], cells["name"], cells.get("name_en", ""))


def _date(text: str) -> date:
    """2027-01-01, or 2027/1/1 as spreadsheets write it. Raises ValueError."""
    if not re.fullmatch(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}", text, re.ASCII):
        raise ValueError(text)
    year, month, day = re.split("[-/]", text)
    return date(int(year), int(month), int(day))


def _strange_days(days: dict[date, DayRow], year: int) -> Iterator[str]:
    """Days of another year; the notice of a year may speak of the December before it."""
    for day in sorted(days):
        if day.year != year and (day.year, day.month) != (year - 1, 12):
            yield _("%(date)s 不属于 %(year)s 年。") % {"date": day, "year": year}


def _at_line(line: int, fault: str) -> str:
    return _("第 %(line)s 行：%(fault)s") % {"line": line, "fault": fault}

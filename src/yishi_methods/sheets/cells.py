"""What a cell means: text, counts, and times in the spellings that files bring."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - local, as the format is; day 0 of the 1900 date system, with its false leap day accounted for
SERIAL_RANGE = (1.0, 120_000.0)  # 1900 to 2228
DATE = r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*日?"
US_DATE = r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4})"
COMPACT_DATE = r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"
CLOCK = (
    r"(?:[\sT,]*(?:星期.|周.)?\s*(?P<half1>上午|下午|晚上|中午|凌晨)?\s*(?P<H>\d{1,2})\s*[:时点]\s*(?P<M>\d{1,2})?\s*"
    r"(?:[:分]\s*(?P<S>\d{1,2})?(?:\.\d+)?\s*秒?)?\s*(?P<half2>AM|PM)?)?"
)
ZONE = r"\s*(?P<zone>Z|UTC|[+-]\d{2}:?\d{2})?"
SPELLINGS = tuple(re.compile(rf"^{day}{CLOCK}{ZONE}$", re.IGNORECASE) for day in (DATE, US_DATE, COMPACT_DATE))
EPOCH_SECONDS = re.compile(r"^1\d{9}$")
LATE_HALVES = ("下午", "晚上", "pm")


def parse_text(cell: Any) -> str:
    """A cell as text: whole numbers without ".0", so that an id read by Excel as a number stays an id; None as ""."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def parse_count(cell: Any) -> int:
    """A count of things; an empty cell is 0. Raises ValueError for what is not a whole number from 0."""
    text = unicodedata.normalize("NFKC", parse_text(cell)).replace(",", "")
    if not text:
        return 0
    if not text.isascii() or not text.isdigit():
        raise ValueError(f"not a count: {text[:40]!r}")
    return int(text)


def parse_time(cell: Any, zone: tzinfo) -> datetime:
    """A point in time, aware. A date alone is its beginning; a time without zone is local to `zone`.

    Understands real dates of a workbook, Excel serial numbers, ISO 8601, 2019/2/28 11:25:05, 2019年2月28日 下午3时5分,
    2019.2.28, 20190228, 2/28/2019 11:25:05 PM (month first), and seconds since 1970. Raises ValueError.
    """
    if isinstance(cell, datetime):
        return cell if cell.tzinfo else cell.replace(tzinfo=zone)
    if isinstance(cell, date):
        return datetime.combine(cell, time(), zone)
    if isinstance(cell, int | float) and not isinstance(cell, bool) and SERIAL_RANGE[0] <= cell <= SERIAL_RANGE[1]:
        return (EXCEL_EPOCH + timedelta(seconds=round(cell * 86_400))).replace(tzinfo=zone)
    text = unicodedata.normalize("NFKC", parse_text(cell))
    if EPOCH_SECONDS.match(text):
        return datetime.fromtimestamp(int(text), UTC)
    for spelling in SPELLINGS:
        if match := spelling.match(text):
            return _moment(match, zone)
    raise ValueError(f"not a time: {text[:40]!r}")


def _moment(match: re.Match[str], zone: tzinfo) -> datetime:
    hour = int(match["H"] or 0)
    half = (match["half1"] or match["half2"] or "").lower()
    if half in LATE_HALVES and hour < 12:
        hour += 12
    elif half in ("凌晨", "上午", "am") and hour == 12:
        hour = 0
    return datetime(
        int(match["y"]),
        int(match["m"]),
        int(match["d"]),
        hour,
        int(match["M"] or 0),
        int(match["S"] or 0),
        tzinfo=_zone(match["zone"], zone),
    )


def _zone(text: str | None, otherwise: tzinfo) -> tzinfo:
    if not text:
        return otherwise
    return datetime.strptime(text.upper().replace("UTC", "Z"), "%z").tzinfo or otherwise

"""The exact bytes of an entry: what is hashed is what is stored.

The body is RFC 8785 canonical JSON of sequence, kind, subject, actor, occurred_at, recorded_at and data. Values of
`data` are codes, times, counts and digests: str, int, bool, None or a list of str. Fractions are written as text by
whoever needs them, because two programs may round a float differently.
"""

import json
from datetime import UTC, datetime
from typing import Any

import rfc8785

# Twice a SHA-256 in hexadecimal, or some 42 Chinese characters: room for codes and digests, not for what people write.
MAX_TEXT_BYTES = 128
MAX_LIST_ITEMS = 256
MAX_INTEGER = 2**53 - 1  # beyond it canonical JSON is not exact (RFC 8785, 3.2.2.3)


class UnfitPayload(ValueError):
    """An event carries what the ledger does not take."""


def instant(moment: datetime) -> str:
    """A time as the ledger writes it: UTC, six decimals of a second, "Z". Refuses a time without a zone."""
    if moment.tzinfo is None:
        raise UnfitPayload(f"the time {moment} has no time zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def moment(text: str) -> datetime:
    """The time that `instant` wrote."""
    return datetime.fromisoformat(text)


def encode(
    *,
    sequence: int,
    kind: str,
    subject: str,
    actor: str,
    occurred_at: datetime,
    recorded_at: datetime,
    data: dict[str, Any],
) -> bytes:
    """The body of an entry. Raises UnfitPayload where `data` holds other than codes, times, counts and digests."""
    check_payload(kind, data)
    return rfc8785.dumps(
        {
            "sequence": sequence,
            "kind": kind,
            "subject": subject,
            "actor": actor,
            "occurred_at": instant(occurred_at),
            "recorded_at": instant(recorded_at),
            "data": data,
        }
    )


def decode(body: bytes) -> dict[str, Any]:
    """The members of a body."""
    members = json.loads(body)
    if not isinstance(members, dict):
        raise ValueError("the body of an entry is a JSON object")
    return members


def check_payload(kind: str, data: dict[str, Any]) -> None:
    for name, value in data.items():
        fault = _fault(value)
        if fault:
            raise UnfitPayload(f"{kind}.{name} {fault}")


def _fault(value: Any) -> str:
    """Why a value is unfit, or "" if it is fit."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, str):
        return _text_fault(value)
    if isinstance(value, int):
        return "" if abs(value) <= MAX_INTEGER else "is too large a number for canonical JSON"
    if isinstance(value, list):
        return _list_fault(value)
    return f"is of type {type(value).__name__}; the ledger takes str, int, bool, None and lists of str"


def _text_fault(text: str) -> str:
    try:
        length = len(text.encode("utf-8"))
    except UnicodeEncodeError:
        return "is not valid Unicode text"
    if length > MAX_TEXT_BYTES:
        return f"is {length} bytes long, more than {MAX_TEXT_BYTES}; write its digest instead"
    return "" if text.isprintable() else "holds a control character or a line break"


def _list_fault(items: list[Any]) -> str:
    if len(items) > MAX_LIST_ITEMS:
        return f"has {len(items)} items, more than {MAX_LIST_ITEMS}"
    if not all(isinstance(item, str) for item in items):
        return "is a list of something else than str"
    return next(filter(None, map(_text_fault, items)), "")

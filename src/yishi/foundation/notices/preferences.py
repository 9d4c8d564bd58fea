"""How people hear of things where they have not chosen: `data/preferences.csv`."""

import csv
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from yishi.foundation.notices.choices import Channel, Group, Mode
from yishi.foundation.notices.models import Preference

TABLE = Path(__file__).with_name("data") / "preferences.csv"
OUTSIDE_CHANNELS = (Channel.MAIL, Channel.TEXT)
"""The page of notices always has everything; these two can be chosen."""

Chosen = dict[tuple[int, str, str], Mode]


def default_mode(group: str, channel: str, *, has_account: bool = True) -> Mode:
    """The mode for whoever has chosen nothing, or has no account to choose with."""
    return _table()[group, channel, has_account]


def chosen_modes(account_ids: Iterable[int]) -> Chosen:
    """What accounts have chosen, by account, group and channel; one statement."""
    rows = Preference.objects.filter(account__in=list(account_ids))
    return {(row.account_id, row.group, row.channel): Mode(row.mode) for row in rows}


def mode_for(chosen: Chosen, account_id: int | None, group: str, channel: str) -> Mode:
    """What holds for an account (None: somebody without one)."""
    if account_id is None:
        return default_mode(group, channel, has_account=False)
    return chosen.get((account_id, group, channel)) or default_mode(group, channel)


@lru_cache(maxsize=1)
def _table() -> dict[tuple[str, str, bool], Mode]:
    modes: dict[tuple[str, str, bool], Mode] = {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = Group(row["group"]), Channel(row["channel"])
            modes[*key, True] = Mode(row["mode"])
            modes[*key, False] = Mode(row["mode_without_account"])
    return modes

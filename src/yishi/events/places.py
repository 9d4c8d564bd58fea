"""What happens to areas, their boundaries and the names of places."""

from dataclasses import dataclass

from yishi.events.base import Event, event


@event("places.area_recorded")
@dataclass(frozen=True, kw_only=True)
class AreaRecorded(Event):
    """An area was created or changed: `changes` holds "created", "named", "boundary". The digest is of the boundary."""

    code: str
    level: str
    changes: tuple[str, ...]
    in_force_from: str
    boundary_digest: str | None = None


@event("places.area_closed")
@dataclass(frozen=True, kw_only=True)
class AreaClosed(Event):
    """An area ends with a day."""

    code: str
    last_day: str


@event("places.names_recorded")
@dataclass(frozen=True, kw_only=True)
class PlaceNamesRecorded(Event):
    """Names of places were added or changed, in one batch; the digest is that of the batch."""

    created: int
    changed: int
    batch_digest: str


@event("places.grid_posted")
@dataclass(frozen=True, kw_only=True)
class GridPosted(Event):
    """What is posted of a grid has changed: "duty", "meeting_place" or "branch" (then with the branch's code)."""

    code: str
    what: str
    branch: str | None = None

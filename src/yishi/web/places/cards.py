"""What the card of an area shows: who is responsible, what is posted, what lies below."""

from dataclasses import dataclass

from django.utils import timezone

from yishi.foundation.people.models import Role, Term, Unit
from yishi.foundation.people.queries import in_force, open_units
from yishi.foundation.places import queries
from yishi.foundation.places.choices import Level
from yishi.foundation.places.models import Area, Branch, GridDuty, MeetingPlace


@dataclass(frozen=True)
class GridPosting:
    """What is posted of a grid. The team are holders of a public office, reached by telephones of offices."""

    team: tuple[Term, ...]
    duty: GridDuty | None
    branches: tuple[Branch, ...]
    meeting_place: MeetingPlace | None

    @property
    def duties(self) -> list[str]:
        """The duty list, an item a line."""
        return [line.strip() for line in self.duty.duties.splitlines() if line.strip()] if self.duty else []

    @property
    def duties_en(self) -> list[str]:
        return [line.strip() for line in self.duty.duties_en.splitlines() if line.strip()] if self.duty else []


@dataclass(frozen=True)
class AreaCard:
    """An area with those above it (from the district down), those below it, and the units of all these levels."""

    area: Area
    above: tuple[Area, ...]
    below: tuple[Area, ...]
    units: tuple[Unit, ...]
    square_kilometres: float | None
    posting: GridPosting | None


def area_card(area: Area) -> AreaCard:
    """Everything for the page of an area; the nearest unit comes first."""
    chain = queries.unit_area_chain(area)
    node = next(node for node in queries.walk(queries.area_tree()) if node.area.pk == area.pk)
    depth: dict[int | None, int] = {above.pk: number for number, above in enumerate(chain)}
    size = queries.square_metres(area)
    units = [known.unit for known in open_units() if known.unit.area_id in depth]
    return AreaCard(
        area=area,
        above=chain[:0:-1],
        below=tuple(child.area for child in node.children),
        units=tuple(sorted(units, key=lambda unit: depth[unit.area_id])),
        square_kilometres=size / 1e6 if size else None,
        posting=_posting(area) if area.level == Level.GRID else None,
    )


def _posting(grid: Area) -> GridPosting:
    terms = Term.objects.filter(in_force(timezone.localdate()), area=grid, role=Role.GRID_WORKER)
    return GridPosting(
        team=tuple(terms.filter(account__is_active=True).select_related("account", "unit")),
        duty=queries.duty_of(grid),
        branches=tuple(queries.branches_of(grid)),
        meeting_place=queries.meeting_place_of(grid),
    )

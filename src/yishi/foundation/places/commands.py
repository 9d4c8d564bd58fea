"""Acts on areas and on what belongs to them."""

import datetime
import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from yishi.events.places import AreaClosed, AreaRecorded, GridPosted, PlaceNamesRecorded
from yishi.foundation.ledger import revisions
from yishi.foundation.ledger.commands import Draft, append, append_many
from yishi.foundation.places.area_intake import (
    CREATED,
    NAMED,
    AreaDraft,
    ImportReport,
    Plan,
    PlannedArea,
    plan_import,
    report_on,
)
from yishi.foundation.places.area_map import load_area_map
from yishi.foundation.places.choices import GridKind, Level
from yishi.foundation.places.limits import limits
from yishi.foundation.places.models import Area, Boundary, Branch, GridDuty, MeetingPlace, PlaceName
from yishi.foundation.places.name_intake import NameDraft, NamesReport, plan_names, read_name_drafts
from yishi.foundation.places.rules import Acting, require_may_change_places
from yishi_methods.spatial.coordinates import Datum
from yishi_methods.spatial.coverage import simplify_together
from yishi_methods.spatial.geojson import geometry_of
from yishi_methods.spatial.shapes import metres_per_degree


class NotPossible(ValueError):
    """The act makes no sense as things stand; the message says why and what to do."""


def import_areas(
    *,
    actor: Acting,
    features: Iterable[AreaDraft],
    crs: Datum,
    source: str,
    in_force_from: datetime.date,
    dry_run: bool = False,
) -> ImportReport:
    """Create areas, rename them and give them boundaries from a day on; what is wrong is refused one by one, and said.

    `crs` is the datum of the geometries; they are stored in WGS 84. A boundary in force before ends the day before
    `in_force_from`; one that began on that very day is corrected. A dry run writes nothing. Raises PermissionDenied.
    """
    require_may_change_places(actor)
    with transaction.atomic():
        if not dry_run:
            # First, so that two imports at the same time follow each other: both change this row.
            revisions.bump("areas")
            revisions.bump("place-names")
        known = load_area_map()
        plan = plan_import(features, crs, in_force_from, known)
        report = report_on(plan, known)
        if not dry_run:
            areas = _write_areas(plan, in_force_from)
            _write_boundaries(plan, areas, crs, source, in_force_from)
            append_many([_area_entry(planned, actor, in_force_from) for planned in plan.areas if planned.changes])
    return report


def close_area(*, actor: Acting, area: Area, last_day: datetime.date) -> Area:
    """Let an area and its boundary end with a day, as when grids are merged; its code is not used again.

    Raises PermissionDenied, and NotPossible while areas below it still exist after that day.
    """
    require_may_change_places(actor)
    if area.in_force_to is not None:
        raise NotPossible(_("“%(area)s”已经撤销。") % {"area": area})
    if area.children.filter(Q(in_force_to__isnull=True) | Q(in_force_to__gt=last_day)).exists():
        raise NotPossible(_("“%(area)s”下面还有区域，请先撤销下级区域。") % {"area": area})
    boundaries = Boundary.objects.filter(area=area)
    if boundaries.filter(in_force_from__gt=last_day).exists():
        raise NotPossible(_("“%(area)s”在这一天以后还有新的边界生效。") % {"area": area})
    with transaction.atomic():
        revisions.bump("areas")
        boundaries.filter(in_force_to__isnull=True).update(in_force_to=last_day)
        area.in_force_to = last_day
        area.save(update_fields=["in_force_to"])
        append(AreaClosed(code=area.code, last_day=last_day.isoformat()), actor=actor.reference, subject=area.code)
    return area


def add_place_names(*, actor: Acting, drafts: Sequence[NameDraft], dry_run: bool = False) -> NamesReport:
    """Add names of places; a name known already in its area takes the new values.

    Raises PermissionDenied, and NotPossible for too many rows.
    """
    require_may_change_places(actor)
    most = limits().names_per_act
    if len(drafts) > most:
        raise NotPossible(_("一次最多导入 %(most)s 行，请分成几个文件。") % {"most": most})
    with transaction.atomic():
        plan = plan_names(drafts)
        if not dry_run and (plan.created or plan.changed):
            PlaceName.objects.bulk_create(plan.created, batch_size=1000)
            PlaceName.objects.bulk_update(plan.changed, ["label", "longitude", "latitude", "numbers"], batch_size=500)
            revisions.bump("place-names")
            append(_names_event(plan.created, plan.changed), actor=actor.reference, subject="place-names")
    return plan.report


def import_place_names(
    *, actor: Acting, rows: Sequence[tuple[Any, ...]], crs: Datum = Datum.WGS84, dry_run: bool = False
) -> NamesReport:
    """Add names of places from the rows of a sheet with a header.

    Raises as `add_place_names` does, and NotTaken for a sheet without a column of names.
    """
    return add_place_names(actor=actor, drafts=read_name_drafts(rows, crs), dry_run=dry_run)


def post_grid_duty(
    *,
    actor: Acting,
    grid: Area,
    duties: str,
    duties_en: str = "",
    kind: GridKind = GridKind.GENERAL,
    telephone: str = "",
    supervision_telephone: str = "",
) -> GridDuty:
    """Post what the team of a grid takes care of, and the telephones of its office and of supervision."""
    require_may_change_places(actor)
    _require_grid(grid)
    with transaction.atomic():
        duty, _created = GridDuty.objects.update_or_create(
            grid=grid,
            defaults={
                "kind": kind,
                "duties": duties.strip(),
                "duties_en": duties_en.strip(),
                "telephone": telephone.strip(),
                "supervision_telephone": supervision_telephone.strip(),
                "changed_on": timezone.localdate(),
            },
        )
        append(GridPosted(code=grid.code, what="duty"), actor=actor.reference, subject=grid.code)
    return duty


def post_meeting_place(
    *,
    actor: Acting,
    grid: Area,
    name: str,
    address: str,
    name_en: str = "",
    opening_hours: str = "",
    longitude: float | None = None,
    latitude: float | None = None,
) -> MeetingPlace:
    """Post the one meeting place of a grid."""
    require_may_change_places(actor)
    _require_grid(grid)
    with transaction.atomic():
        place, _created = MeetingPlace.objects.update_or_create(
            grid=grid,
            defaults={
                "name": name.strip(),
                "name_en": name_en.strip(),
                "address": address.strip(),
                "opening_hours": opening_hours.strip(),
                "longitude": longitude,
                "latitude": latitude,
            },
        )
        append(GridPosted(code=grid.code, what="meeting_place"), actor=actor.reference, subject=grid.code)
    return place


def post_branch(
    *,
    actor: Acting,
    code: str,
    name: str,
    grids: Sequence[Area],
    name_en: str = "",
    telephone: str = "",
    address: str = "",
) -> Branch:
    """Post a branch as an office of one grid, or jointly of several."""
    require_may_change_places(actor)
    if not grids:
        raise NotPossible(_("支部至少要对应一个网格。"))
    for grid in grids:
        _require_grid(grid)
    with transaction.atomic():
        branch, _created = Branch.objects.update_or_create(
            code=code,
            defaults={
                "name": name.strip(),
                "name_en": name_en.strip(),
                "telephone": telephone.strip(),
                "address": address.strip(),
            },
        )
        branch.grids.set(grids)
        append_many(
            [
                Draft(
                    event=GridPosted(code=grid.code, what="branch", branch=code),
                    actor=actor.reference,
                    subject=grid.code,
                )
                for grid in grids
            ]
        )
    return branch


def _require_grid(area: Area) -> None:
    if area.level != Level.GRID:
        raise NotPossible(_("“%(area)s”不是网格。") % {"area": area})


def _write_areas(plan: Plan, first_day: datetime.date) -> dict[str, Area]:
    """Create and rename; returns every area of the plan by stem."""
    areas = {area.stem: area for area in Area.objects.all()}
    for length in (6, 9, 12, 15):
        new = [planned for planned in plan.areas if CREATED in planned.changes and len(planned.code.stem) == length]
        created = Area.objects.bulk_create(
            Area(
                code=planned.code.code,
                stem=planned.code.stem,
                level=planned.code.level,
                parent=areas.get(planned.code.parent_stem),
                name=planned.draft.name,
                name_en=planned.draft.name_en,
                households=planned.draft.households,
            )
            for planned in new
        )
        areas |= {area.stem: area for area in created}
    for planned in plan.areas:
        if NAMED in planned.changes:
            area = areas[planned.code.stem]
            area.name = planned.draft.name or area.name
            area.name_en = planned.draft.name_en or area.name_en
            if planned.draft.households is not None:
                area.households = planned.draft.households
            area.save(update_fields=["name", "name_en", "households"])
    return areas


def _write_boundaries(plan: Plan, areas: dict[str, Area], crs: Datum, source: str, first_day: datetime.date) -> None:
    redrawn = plan.redrawn()
    before = Boundary.objects.filter(area__in=[areas[planned.code.stem].pk for planned in redrawn])
    before.filter(in_force_from=first_day).delete()
    before.filter(Q(in_force_to__isnull=True) | Q(in_force_to__gte=first_day)).update(
        in_force_to=first_day - datetime.timedelta(days=1)
    )
    Boundary.objects.bulk_create(
        (
            Boundary(
                area=areas[planned.code.stem],
                geometry=planned.geometry,
                in_force_from=first_day,
                source_crs=crs.value,
                source=source[:200],
                repair_note=" ".join(planned.mended),
                **planned.shape.bounds._asdict(),
            )
            for planned in redrawn
            if planned.shape
        ),
        batch_size=500,
    )
    for level in {planned.code.level for planned in redrawn}:
        _draw_outlines(plan, level, first_day)


def _draw_outlines(plan: Plan, level: Level, first_day: datetime.date) -> None:
    """Simplify all boundaries of a level together, so that neighbours still meet on the map."""
    in_force = Q(in_force_from__lte=first_day) & (Q(in_force_to__isnull=True) | Q(in_force_to__gte=first_day))
    boundaries = list(Boundary.objects.filter(in_force, area__level=level).select_related("area"))
    shapes = [plan.shapes[boundary.area.code] for boundary in boundaries]
    tolerance = limits().outline_detail / metres_per_degree(0)[1]
    changed = []
    for boundary, shape in zip(boundaries, simplify_together(shapes, tolerance), strict=True):
        outline = json.dumps(geometry_of(shape), separators=(",", ":"))
        if outline != boundary.outline:
            boundary.outline = outline
            changed.append(boundary)
    Boundary.objects.bulk_update(changed, ["outline"], batch_size=200)


def _area_entry(planned: PlannedArea, actor: Acting, first_day: datetime.date) -> Draft:
    event = AreaRecorded(
        code=planned.code.code,
        level=planned.code.level.value,
        changes=planned.changes,
        in_force_from=first_day.isoformat(),
        boundary_digest=hashlib.sha256(planned.geometry.encode()).hexdigest() if planned.shape else None,
    )
    return Draft(event=event, actor=actor.reference, subject=planned.code.code)


def _names_event(created: Sequence[PlaceName], changed: Sequence[PlaceName]) -> PlaceNamesRecorded:
    rows = [
        [name.key, name.area.code, name.kind, name.longitude, name.latitude, name.numbers]
        for name in (*created, *changed)
    ]
    digest = hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()
    return PlaceNamesRecorded(created=len(created), changed=len(changed), batch_digest=digest)

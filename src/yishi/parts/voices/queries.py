"""Reading voices. Each list begins at `visible_to`."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from django.db.models import Avg, Count, F, Q, QuerySet
from django.utils import timezone

from yishi.foundation.ledger import revisions
from yishi.foundation.matters import queries as matter_queries
from yishi.foundation.matters import rules as matter_rules
from yishi.foundation.matters.choices import Step as PromiseStep
from yishi.foundation.matters.models import Category, Matter, Promise
from yishi.foundation.people.actors import Actor
from yishi.foundation.people.models import Unit, UnitKind
from yishi.foundation.people.rules import Rule
from yishi.foundation.places.models import Area
from yishi.foundation.places.queries import area_at, area_map, common_area, resolve_place
from yishi.foundation.search.queries import search_matters
from yishi.foundation.ui.components import Step, steps_until
from yishi.parts.voices import rules
from yishi.parts.voices.choices import KIND, OPEN_STATES, UNANSWERED_STATES, VoiceKind, VoiceState
from yishi.parts.voices.limits import limits
from yishi.parts.voices.models import Answer
from yishi_methods.procedures import VOICE
from yishi_methods.text.categories import KeywordModel
from yishi_methods.text.similar import rank_alike

SIMILAR_CANDIDATES = 200
SIMILAR_SHOWN = 5
NEARBY_DEGREES = 0.01
STEM_LENGTHS = (6, 9, 12, 15)


def visible_to(actor: Actor) -> QuerySet[Matter]:
    """The voices whose existence the actor may know of."""
    return matter_queries.visible_to(actor).filter(kind=KIND)


def voice_with_number(actor: Actor, number: str) -> Matter:
    """A voice for its page, or `Matter.DoesNotExist`."""
    matter = matter_queries.matter_with_number(actor, number)
    if matter.kind != KIND:
        raise Matter.DoesNotExist
    return matter


def filed_with_submission(submission: str) -> Matter | None:
    """The voice that an earlier sending of the same form made."""
    if not submission:
        return None
    return Matter.objects.filter(source="form", external_id=submission).select_related("authorship").first()


def own_voices(actor: Actor) -> QuerySet[Matter]:
    """The voices that the actor filed, newest first."""
    return (
        Matter.objects.filter(matter_rules.is_author.rows(actor), kind=KIND)
        .select_related("unit", "category", "voice")
        .order_by("-filed_at")
    )


def public_list() -> QuerySet[Matter]:
    """What everybody may see in lists, maps and feeds: a matter that is not private; words only where it is public."""
    return Matter.objects.filter(kind=KIND).exclude(visibility="private").order_by("-filed_at", "-pk")


def located_publicly(matters: QuerySet[Matter]) -> QuerySet[Matter]:
    """Those whose place everybody may know: of the others not even a list by area may give it away."""
    return matters.filter(visibility="public")


def answers_for(matter: Matter, *, with_those_of_merger: bool) -> list[Answer]:
    """The answers in the order they were given; an author whose voice was merged reads those given there as well."""
    voices = [matter.pk]
    if with_those_of_merger and matter.merged_into_id is not None:
        voices.append(matter.merged_into_id)
    return list(Answer.objects.filter(voice_id__in=voices).select_related("unit"))


@dataclass(frozen=True)
class Routing:
    """What software proposes for a voice; a person decides. `confidence` runs from 0 to 1."""

    category: Category | None
    unit: Unit | None
    confidence: float | None


def suggest_routing(text: str, *, area: Area | None, about_unit: Unit | None) -> Routing:
    """Propose a category from the words, and a unit: of the category, else of the town of the place, else the centre.

    A complaint about a unit never goes to that unit: the level above it is proposed.
    """
    category, confidence = suggest_category(text)
    if about_unit is not None:
        unit = matter_queries.level_above(about_unit)
    else:
        unit = _unit_of_category(category) or unit_of_area(area, UnitKind.TOWN) or matter_queries.centre_unit()
    return Routing(category, unit, confidence)


def suggest_category(text: str) -> tuple[Category | None, float | None]:
    """The most likely category of a text, or (None, None) when unsure."""
    suggestions = _category_model().suggest(text, top=1)
    if not suggestions:
        return None, None
    return _categories_by_code().get(suggestions[0].code), suggestions[0].confidence


@revisions.cached("categories")
def _categories_by_code() -> dict[str, Category]:
    return {category.code: category for category in matter_queries.active_categories()}


@revisions.cached("categories")
def _category_model() -> KeywordModel:
    categories = matter_queries.active_categories()
    return KeywordModel({category.code: [category.name, *category.words.split()] for category in categories})


def _unit_of_category(category: Category | None) -> Unit | None:
    while category is not None:
        if category.unit_id is not None:
            return category.unit
        category = _categories_by_code().get(category.parent.code) if category.parent else None
    return None


def unit_of_area(area: Area | None, kind: str) -> Unit | None:
    """The unit of a kind whose own area holds this one."""
    if area is None:
        return None
    for unit in matter_queries.active_units().values():
        if unit.kind == kind and unit.area is not None and area.stem.startswith(unit.area.stem):
            return unit
    return None


def similar_open_voices(
    title: str,
    *,
    area_stem: str = "",
    longitude: float | None = None,
    latitude: float | None = None,
    besides: int | None = None,
) -> list[Matter]:
    """Public open voices nearby that say about the same: near the point, else in the same area, else the newest."""
    open_ones = public_list().filter(visibility="public", state__in=UNANSWERED_STATES)
    if besides is not None:
        open_ones = open_ones.exclude(pk=besides)
    if longitude is not None and latitude is not None:
        open_ones = open_ones.filter(
            longitude__range=(longitude - NEARBY_DEGREES, longitude + NEARBY_DEGREES),
            latitude__range=(latitude - NEARBY_DEGREES, latitude + NEARBY_DEGREES),
        )
    elif area_stem:
        open_ones = open_ones.filter(matter_rules.within(area_stem[:12]))
    candidates = list(open_ones.select_related("unit")[:SIMILAR_CANDIDATES])
    texts = [f"{matter.public_title}\n{matter.public_text}" for matter in candidates]
    return [candidates[alike.place] for alike in rank_alike(title, texts, limit=SIMILAR_SHOWN)]


def is_open_to_objection(matter: Matter, now: datetime) -> bool:
    """Whether the author may still reopen or appeal: any time before closing, and for a span of days after it."""
    return matter.closed_at is None or now <= matter.closed_at + timedelta(days=limits().reopen_days)


def acts_open_to(actor: Actor, matter: Matter) -> frozenset[str]:
    """The acts that the procedure allows now and a rule allows this actor: what its page offers."""
    allowed = set(VOICE.acts(matter.state))
    permitted: set[str] = set()
    if matter_rules.is_author.allows(actor, matter):
        permitted |= {"rate_solved", "rate_unsolved", "withdraw", "correct"}
        if is_open_to_objection(matter, timezone.now()):
            permitted |= {"reopen", "appeal"}
    if actor.is_staff:
        if matter_rules.may_route.allows(actor, matter):
            permitted |= {"confirm_routing", "redirect", "merge"}
        if matter_rules.may_handle.allows(actor, matter):
            permitted |= {"refuse_assignment", "record_contact", "answer", "merge"}
        if matter_rules.may_assign.allows(actor, matter):
            permitted.add("reassign")
        if matter_rules.may_check.allows(actor, matter) and matter.voice.answered_by_id != actor.account_id:
            permitted |= {"check_closure", "reject_closure"}
    return frozenset(allowed & permitted)


def searched(matters: QuerySet[Matter], text: str, *, public: bool) -> QuerySet[Matter]:
    """The matters among `matters` that hold the words of `text`."""
    return search_matters(matters, text, scope="public" if public else "all") if text.strip() else matters


desk_rule = (matter_rules.handles | matter_rules.leads) & ~matter_rules.is_recused
"""Whose desk a matter lies on: the responsible unit's, and after a missed deadline also the next level's."""


def desk_of(actor: Actor) -> QuerySet[Matter]:
    """Open voices that the actor's offices may act on next, the earliest due first."""
    return (
        Matter.objects.filter(desk_rule.rows(actor), kind=KIND, state__in=OPEN_STATES)
        .select_related("unit", "category", "handler", "area")
        .order_by(F("due_at").asc(nulls_last=True), "pk")
    )


def units_named(codes: Iterable[str]) -> dict[str, Unit]:
    """Units by code, in one statement."""
    return {unit.code: unit for unit in Unit.objects.filter(code__in=list(codes))}


def matters_by_number(numbers: Sequence[str]) -> dict[str, Matter]:
    """Matters by number, in one statement."""
    return {matter.number: matter for matter in Matter.objects.filter(number__in=numbers)}


@dataclass(frozen=True)
class Place:
    """Where a voice is: the deepest area known, and a point where there is one."""

    area: Area | None
    longitude: float | None
    latitude: float | None


def place_of(text: str, longitude: float | None, latitude: float | None, area: Area | None) -> Place:
    """The place of what somebody gave: the point first, then a name that resolves to one place, then the area
    chosen.
    """
    if longitude is not None and latitude is not None:
        return Place(area_at(longitude, latitude) or area, longitude, latitude)
    matches = resolve_place(text) if text.strip() else []
    if len(matches) == 1 and (area is None or matches[0].area.stem.startswith(area.stem)):
        return Place(matches[0].area, matches[0].longitude, matches[0].latitude)
    return Place(area or common_area(matches), None, None)


@lru_cache(maxsize=1)
def _channel_words() -> list[tuple[str, str]]:
    with (Path(__file__).parent / "data" / "channel_words.csv").open(encoding="utf-8", newline="") as file:
        return [(row["channel"], row["word"]) for row in csv.DictReader(file)]


def other_channel_hint(text: str) -> str:
    """The channel that a text seems to need first (an emergency, a crime, a matter in court), "" for none."""
    return next((channel for channel, word in _channel_words() if word in text), "")


WAY = (VoiceState.FILED, VoiceState.ASSIGNED, VoiceState.HANDLING, VoiceState.ANSWERED, VoiceState.CLOSED)


def way_of(matter: Matter) -> list[Step]:
    """The steps from filing to closing, and which is under way."""
    if matter.state in WAY:
        return steps_until(
            [state.label for state in WAY], WAY.index(matter.state), is_finished=matter.state == VoiceState.CLOSED
        )
    return steps_until([VoiceState.FILED.label, VoiceState(matter.state).label], 1, is_finished=True)


@revisions.cached("areas")
def areas_by_code() -> dict[str, Area]:
    """Every area, by its code."""
    return {area.code: area for area in Area.objects.all()}


def contact_rule(matter: Matter) -> Rule:
    """Who may see the author's contact: for a confidential voice the centre and the supervisors only."""
    confidential = matter.authorship.is_confidential
    return matter_rules.may_see_identity if confidential else matter_rules.may_see_contact


@dataclass(frozen=True)
class AreaCount:
    """How many public voices an area and those below it have, and how many of them are still open."""

    area: Area
    all: int
    open: int


def counts_by_area(matters: QuerySet[Matter], levels: Sequence[str]) -> list[AreaCount]:
    """The public ones of `matters` counted for each area of some levels, in the order of the tree; one statement."""
    rows = (
        located_publicly(matters)
        .values_list("area_stem")
        .annotate(all=Count("pk"), open=Count("pk", filter=Q(state__in=OPEN_STATES)))
        .order_by()
    )
    areas = {stem: area for stem, area in area_map().by_stem.items() if area.level in levels}
    counts: dict[str, tuple[int, int]] = {}
    for stem, all_here, open_here in rows:
        for above in {stem[:length] for length in STEM_LENGTHS} & areas.keys():
            all_before, open_before = counts.get(above, (0, 0))
            counts[above] = (all_before + all_here, open_before + open_here)
    return [AreaCount(areas[stem], *counts[stem]) for stem in sorted(counts)]


@dataclass(frozen=True)
class Box:
    """A rectangle of the map in degrees WGS 84."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class Cluster:
    """Several voices drawn as one number: where they are on average, and the area they share, where it is known."""

    longitude: float
    latitude: float
    count: int
    area: Area | None


def on_map(matters: QuerySet[Matter], box: Box) -> QuerySet[Matter]:
    """The public ones of `matters` that have a point inside the box."""
    return located_publicly(matters).filter(
        longitude__range=(box.west, box.east), latitude__range=(box.south, box.north)
    )


def clusters(matters: QuerySet[Matter], *, most: int) -> list[Cluster]:
    """Voices with points, gathered by the deepest level of areas that makes at most so many groups; one statement."""
    rows = list(
        matters.order_by()
        .values_list("area_stem")
        .annotate(count=Count("pk"), longitude=Avg("longitude"), latitude=Avg("latitude"))
    )
    by_stem = area_map().by_stem
    for length in reversed(STEM_LENGTHS):
        gathered: dict[str, list[tuple[int, float, float]]] = {}
        for stem, count, longitude, latitude in rows:
            gathered.setdefault(stem[:length], []).append((count, longitude, latitude))
        if len(gathered) <= most or length == STEM_LENGTHS[0]:
            break
    return [_cluster(parts, by_stem.get(stem)) for stem, parts in gathered.items()]


def _cluster(parts: Sequence[tuple[int, float, float]], area: Area | None) -> Cluster:
    count = sum(part[0] for part in parts)
    longitude = sum(part[0] * part[1] for part in parts) / count
    latitude = sum(part[0] * part[2] for part in parts) / count
    return Cluster(longitude, latitude, count, area)


@dataclass(frozen=True)
class PromiseHistory:
    """The promises of time of this part: in force on a day, agreed for later, and those that held before."""

    in_force: list[Promise]
    later: list[Promise]
    former: list[Promise]


def promises_on(day: date) -> PromiseHistory:
    """Every promise of voices by how it stands on a day; of those for the same case the latest holds. One statement."""
    order = {step: place for place, step in enumerate(PromiseStep.values)}
    history = PromiseHistory([], [], [])
    held: set[tuple[str, int | None, str]] = set()
    for promise in Promise.objects.filter(kind=KIND).select_related("unit").order_by("-in_force_from", "-pk"):
        case = (promise.step, promise.unit_id, promise.subkind)
        if promise.in_force_from > day:
            history.later.append(promise)
        elif case in held or (promise.in_force_to is not None and promise.in_force_to < day):
            history.former.append(promise)
        else:
            history.in_force.append(promise)
            held.add(case)
    kinds = {kind: place for place, kind in enumerate(("", *VoiceKind.values))}
    history.in_force.sort(
        key=lambda p: (order[p.step], p.unit.path if p.unit else "", kinds.get(p.subkind, len(kinds)))
    )
    return history


def contacts_to_export(actor: Actor) -> QuerySet[Matter]:
    """The voices whose sealed contact the actor may take out in a file, newest first."""
    permitted = (rules.may_export_personal & matter_rules.may_see_identity).rows(actor)
    return (
        Matter.objects.filter(permitted, kind=KIND, authorship__sealed_contact__isnull=False)
        .select_related("authorship", "authorship__account", "unit")
        .order_by("-filed_at", "-pk")
    )

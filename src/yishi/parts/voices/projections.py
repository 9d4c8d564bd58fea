"""The three rates of a month: exact for staff at any time, and as published once a day with small numbers hidden."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from yishi.foundation.matters.choices import Step
from yishi.foundation.matters.models import Category, Deadline, Matter
from yishi.foundation.search.sources import Words, text_source
from yishi.parts.voices.choices import KIND
from yishi.parts.voices.limits import limits
from yishi.parts.voices.models import Answer, PublishedRates, Rating
from yishi_methods.disclosure import hiding


@dataclass(frozen=True)
class Rate:
    """A share with what it rests on; `value` is None where the denominator is 0."""

    numerator: int = 0
    denominator: int = 0

    @property
    def value(self) -> float | None:
        return self.numerator / self.denominator if self.denominator else None

    def __add__(self, other: "Rate") -> "Rate":
        return Rate(self.numerator + other.numerator, self.denominator + other.denominator)


@dataclass(frozen=True)
class ThreeRates:
    """响应率, 解决率, 满意率 (rules.md section 3).

    Contacted in time, of those contacted or whose contact was due; solved and satisfied, of those rated. Whoever shows
    a rate shows its denominator beside it.
    """

    contacted: Rate = Rate()
    solved: Rate = Rate()
    satisfied: Rate = Rate()

    def __add__(self, other: "ThreeRates") -> "ThreeRates":
        return ThreeRates(
            self.contacted + other.contacted, self.solved + other.solved, self.satisfied + other.satisfied
        )


@dataclass(frozen=True)
class RateGroup:
    """The rates of the voices of one unit and one category."""

    unit_id: int | None
    category_id: int | None
    rates: ThreeRates


def rate_groups(matters: QuerySet[Matter], *, now: datetime) -> list[RateGroup]:
    """The three rates of voices as they stood at an instant, for each unit and category; two statements."""
    ids = matters.values("pk")
    # A contact that ceased to be owed before it was due (withdrawn, redirected, merged) counts for nobody.
    was_owed = Q(ended_at__isnull=True) | Q(ended_at__gte=F("due_at"))
    contacts = (
        Deadline.objects.filter(matter__in=ids, step=Step.CONTACT)
        .values_list("matter__unit_id", "matter__category_id")
        .annotate(
            kept=Count("pk", filter=Q(met_at__lte=F("due_at"), met_at__lt=now)),
            owed=Count("pk", filter=Q(met_at__lt=now) | (Q(due_at__lt=now) & was_owed)),
        )
        .order_by()
    )
    ratings = (
        Rating.objects.filter(voice__in=ids, rated_at__lt=now)
        .values_list("voice__matter__unit_id", "voice__matter__category_id")
        .annotate(
            solved=Count("pk", filter=Q(is_solved=True)),
            satisfied=Count("pk", filter=Q(is_satisfied=True)),
            rated=Count("pk"),
        )
        .order_by()
    )
    found = [RateGroup(u, c, ThreeRates(contacted=Rate(kept, owed))) for u, c, kept, owed in contacts]
    found += [
        RateGroup(u, c, ThreeRates(solved=Rate(solved, rated), satisfied=Rate(satisfied, rated)))
        for u, c, solved, satisfied, rated in ratings
    ]
    return found


def filed_in_month(first_day: date) -> QuerySet[Matter]:
    """The voices filed in the month that begins on a day, local time, whoever may see them: for figures only."""
    start = timezone.make_aware(datetime.combine(first_day, time.min))
    end = timezone.make_aware(datetime.combine(next_month(first_day), time.min))
    return Matter.objects.filter(kind=KIND, filed_at__gte=start, filed_at__lt=end)


def next_month(first_day: date) -> date:
    """The first day of the month after."""
    return (first_day + timedelta(days=31)).replace(day=1)


def first_month() -> date | None:
    """The first day of the month in which the first voice was filed."""
    earliest = Matter.objects.filter(kind=KIND).order_by("filed_at").values_list("filed_at", flat=True).first()
    return timezone.localdate(earliest).replace(day=1) if earliest else None


@dataclass(frozen=True)
class RateLine:
    """The rates of one unit or one category (its id; None for voices without one); a rate that is hidden is None."""

    key: int | None
    contacted: Rate | None
    solved: Rate | None
    satisfied: Rate | None


@dataclass(frozen=True)
class RateSheet:
    """The rates of the voices filed in a month, as known at `as_of`: by unit, by top category, and all together."""

    month: date
    as_of: datetime
    units: tuple[RateLine, ...]
    categories: tuple[RateLine, ...]
    total: RateLine


def exact_sheet(month: date, *, now: datetime) -> RateSheet:
    """The rates of the month that begins on a day, as they stand: for staff, since small numbers are in it."""
    groups = rate_groups(filed_in_month(month), now=now)
    roots = {pk: int(path.split("/")[1]) for pk, path in Category.objects.values_list("pk", "path")}
    return RateSheet(
        month=month,
        as_of=now,
        units=_lines(groups, lambda group: group.unit_id),
        categories=_lines(groups, lambda group: roots[group.category_id] if group.category_id else None),
        total=_line(None, sum((group.rates for group in groups), ThreeRates())),
    )


def published_sheet(month: date, *, today: date) -> RateSheet:
    """The rates of a month as published today: made at the first look of the day, of what was known when it began."""
    day_begins = timezone.make_aware(datetime.combine(today, time.min))
    kept = PublishedRates.objects.filter(month=month, as_of=today).first()
    if kept is None:
        figures = _as_json(without_small_numbers(exact_sheet(month, now=day_begins), limits(today).smallest_cell))
        kept, _made = PublishedRates.objects.get_or_create(month=month, as_of=today, defaults={"figures": figures})
    return _from_json(month, day_begins, kept.figures)


def without_small_numbers(sheet: RateSheet, smallest: int) -> RateSheet:
    """The sheet as it may be published: rates of fewer than `smallest` cases are hidden, and what gives them away."""
    units, categories, total = list(sheet.units), list(sheet.categories), sheet.total
    for name in ("contacted", "solved", "satisfied"):
        for lines in (units, categories):
            hidden = hiding([getattr(line, name).denominator for line in lines], smallest)
            for position in hidden.cells:
                lines[position] = replace(lines[position], **{name: None})
            if hidden.total:
                total = replace(total, **{name: None})
    return replace(sheet, units=tuple(units), categories=tuple(categories), total=total)


def _lines(groups: Iterable[RateGroup], key_of: Callable[[RateGroup], int | None]) -> tuple[RateLine, ...]:
    sums: dict[int | None, ThreeRates] = {}
    for group in groups:
        key = key_of(group)
        sums[key] = sums.get(key, ThreeRates()) + group.rates
    return tuple(_line(key, rates) for key, rates in sums.items())


def _line(key: int | None, rates: ThreeRates) -> RateLine:
    return RateLine(key, rates.contacted, rates.solved, rates.satisfied)


def _as_json(sheet: RateSheet) -> dict[str, Any]:
    return {
        "units": [astuple(line) for line in sheet.units],
        "categories": [astuple(line) for line in sheet.categories],
        "total": astuple(sheet.total),
    }


def _from_json(month: date, as_of: datetime, figures: Mapping[str, Any]) -> RateSheet:
    return RateSheet(
        month=month,
        as_of=as_of,
        units=tuple(_line_from_json(line) for line in figures["units"]),
        categories=tuple(_line_from_json(line) for line in figures["categories"]),
        total=_line_from_json(figures["total"]),
    )


def _line_from_json(line: Sequence[Any]) -> RateLine:
    key, *rates = line
    return RateLine(key, *(None if rate is None else Rate(*rate) for rate in rates))


@text_source(KIND)
def words_of_answers(matters: Sequence[Matter]) -> Mapping[int, Words]:
    """What the answers of voices say, for the search."""
    public: dict[int, list[str]] = {}
    whole: dict[int, list[str]] = {}
    for answer in Answer.objects.filter(voice_id__in=[matter.pk for matter in matters]):
        public.setdefault(answer.voice_id, []).append(answer.public_text)
        whole.setdefault(answer.voice_id, []).append(answer.text)
    return {key: Words(public="\n".join(public[key]), other="\n".join(whole[key])) for key in public}

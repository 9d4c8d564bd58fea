"""What the home page shows of the parts: the rates of the last full month, and what was answered last."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from yishi.foundation.matters.choices import Visibility
from yishi.foundation.matters.models import Matter
from yishi.parts.voices.projections import Rate, first_month, published_sheet
from yishi.parts.voices.queries import public_list

ANSWERS_SHOWN = 5


@dataclass(frozen=True)
class HomeFigure:
    """A figure with the words that make it honest: what it is a share of."""

    label: str
    value: str
    note: str


@dataclass(frozen=True)
class HomeFigures:
    month: date
    figures: list[HomeFigure]


def last_month_published(today: date) -> HomeFigures | None:
    """The three rates of the last full month as published today; None where there is nothing that may be shown."""
    month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    first = first_month()
    if first is None or first > month:
        return None
    total = published_sheet(month, today=today).total
    named = [
        (_("按时联系了提出人"), total.contacted),
        (_("提出人说解决了"), total.solved),
        (_("提出人说满意"), total.satisfied),
    ]
    figures = [_figure(label, rate) for label, rate in named if rate is not None and rate.denominator]
    return HomeFigures(month, figures) if figures else None


def latest_answers() -> list[Matter]:
    """The public voices that were answered last."""
    answered = public_list().filter(visibility=Visibility.PUBLIC, voice__answered_at__lte=timezone.now())
    return list(answered.select_related("unit", "voice").order_by("-voice__answered_at")[:ANSWERS_SHOWN])


def month_words(month: date) -> str:
    return date_format(month, _("Y年n月"))


def _figure(label: str, rate: Rate) -> HomeFigure:
    share = f"{100 * rate.numerator / rate.denominator:.1f}%"
    return HomeFigure(label, share, _("%(part)d / %(whole)d 件") % {"part": rate.numerator, "whole": rate.denominator})

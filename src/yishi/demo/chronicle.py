"""A year of voices as it went: filed, routed, answered, rated, redone, in the order of time.

Everything goes through the acts of the platform themselves, each at its time, so that the ledger tells the story in
order. What becomes of a voice is decided by its own lot, never by the clock of the machine.
"""

import itertools
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db.models import F

from yishi.demo.clock import Agenda, midnight_after
from yishi.demo.closing import after_answer
from yishi.demo.founding import Town
from yishi.demo.offices import Office
from yishi.demo.opening import file_voice
from yishi.demo.plans import Plan
from yishi.demo.story import Story
from yishi.foundation.matters import commands as matter_commands
from yishi.foundation.matters.models import Category, Matter, Support
from yishi.parts.voices import commands
from yishi.parts.voices.choices import OPEN_STATES

TOGETHER = 400
"""Acts between two reports of progress."""
MONDAY = 0


def tell_year(
    plans: Sequence[Plan],
    *,
    town: Town,
    offices: Mapping[str, Office],
    until: datetime,
    report: Callable[[int], None],
) -> None:
    """Live all plans through up to the last moment. `report` hears how many voices are filed.

    Runs in the caller's transaction and within one `revisions.reading`.
    """
    categories = {category.code: category for category in Category.objects.all()}
    agenda = Agenda(until)
    story = Story(town, offices, agenda, categories, after_answer)
    for plan in plans:
        agenda.plan(plan.filed_at, partial(file_voice, story, plan))
    midnight = midnight_after(min(plan.filed_at for plan in plans))
    while midnight < until:
        agenda.plan(midnight, partial(_pass_midnight, story))
        midnight += timedelta(days=1)
    while agenda.live(TOGETHER):
        report(story.filed)
    _enter_support(story, until)
    _pass_midnight(story, until)


def _pass_midnight(story: Story, at: datetime) -> None:
    """What the platform does by itself: checks begin, missed deadlines go up, me-too marks are entered once a week."""
    if at.weekday() == MONDAY:
        _enter_support(story, at)
    commands.open_checks(now=at)
    matter_commands.escalate_overdue(now=at)


def _enter_support(story: Story, at: datetime) -> None:
    """Write the me-too marks given by then to voices that are still open."""
    given = [mark for mark in story.support if mark[0] <= at]
    story.support = [mark for mark in story.support if mark[0] > at]
    marks = [
        Support(matter=matter, supporter=f"demonstration {matter.number} {number}", given_at=given_at)
        for given_at, number, matter in given
        if matter.state in OPEN_STATES
    ]
    if not marks:
        return
    Support.objects.bulk_create(marks)
    for pk, group in itertools.groupby(sorted(mark.matter_id for mark in marks)):
        Matter.objects.filter(pk=pk).update(supporters=F("supporters") + len(list(group)))
    matter_commands.enter_supports(at=at)

"""What all acts of the told year share: the voice on its way, who acts for whom, and what they know."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from yishi.demo.clock import Act, Agenda, office_time
from yishi.demo.founding import Town
from yishi.demo.offices import Office
from yishi.demo.plans import Plan
from yishi.demo.scenes import day_words
from yishi.foundation.matters.models import Category, Deadline, Matter
from yishi.foundation.people.actors import Actor
from yishi.foundation.people.models import Account, Unit, UnitKind
from yishi.foundation.people.queries import actor_of
from yishi.parts.voices.choices import VoiceState

WITH_UNIT = (VoiceState.ASSIGNED, VoiceState.HANDLING)
GRID_WORKER_HANDLES = 0.6
"""How often a matter of a community is handled by the worker of its grid."""
FIRST_HANDLES = 0.4
"""How often the first officer of a unit takes a matter without any lot: who is named there sees most of the work."""


@dataclass
class Life:
    """One voice on its way. `author` is who filed it, as the rules see them; `handler` who works on it now."""

    plan: Plan
    matter: Matter
    author: Actor
    unit: Unit | None = None
    handler: Account | None = None
    contacted_at: datetime | None = None
    answers: int = 0
    is_appealed: bool = False
    is_settled: bool = False
    """The last answer names what was done, and not only what is planned."""

    def say(self, rule: str) -> str:
        """Words about this voice."""
        return self.plan.author.say(rule)


@dataclass
class Story:
    """The district while its year is told. `heads` are the lives into which others on the same hot problem go."""

    town: Town
    offices: Mapping[str, Office]
    agenda: Agenda
    categories: Mapping[str, Category]
    answered: Callable[["Story", Life, datetime], None]
    """What an answer leads to."""
    heads: dict[str, Life] = field(default_factory=dict)
    support: list[tuple[datetime, int, Matter]] = field(default_factory=list)
    filed: int = 0
    _actors: dict[int, Actor] = field(default_factory=dict)

    def after(self, life: Life, start: datetime, hours: float, spread: float, act: Act) -> None:
        """Plan an act of an office about so many hours later, in its hours."""
        rng = life.plan.rng
        wait = timedelta(hours=rng.lognormvariate(math.log(hours), spread), minutes=4)
        self.agenda.plan(office_time(start + wait, rng), act)

    def actor(self, account: Account) -> Actor:
        if account.pk not in self._actors:
            self._actors[account.pk] = actor_of(account)
        return self._actors[account.pk]

    def clerk(self, plan: Plan) -> Actor:
        """Somebody of the reception centre."""
        return self.actor(plan.rng.choice(self.town.staff.officers["centre"]))

    def handler_of(self, life: Life) -> Actor:
        """Who works on it. Raises ValueError before anybody does."""
        if life.handler is None:
            raise ValueError(f"nobody handles {life.matter.number}")
        return self.actor(life.handler)

    def choose_handler(self, life: Life, unit: Unit) -> Account:
        """An officer of the unit, or the grid's own worker."""
        staff, rng = self.town.staff, life.plan.rng
        worker = staff.workers.get(life.matter.area.code) if life.matter.area else None
        if unit.kind == UnitKind.COMMUNITY and worker is not None and rng.random() < GRID_WORKER_HANDLES:
            return worker
        officers = staff.officers[unit.code]
        return officers[0] if rng.random() < FIRST_HANDLES else rng.choice(officers)

    def colleagues_of(self, life: Life) -> list[Account]:
        """Who else of the unit could work on it, officers before the head."""
        staff, code = self.town.staff, life.unit.code if life.unit else ""
        head = [staff.heads[code]] if code in staff.heads else []
        return [one for one in (*staff.officers.get(code, ()), *head) if one != life.handler]

    def responsible_unit(self, plan: Plan) -> Unit:
        grid = plan.author.scene.spot.grid
        if plan.topic.unit in self.town.units:
            return self.town.units[plan.topic.unit]
        units = (unit for unit in self.town.units.values() if unit.kind == plan.topic.unit and unit.area)
        return next(unit for unit in units if unit.area and grid.startswith(unit.area.stem))

    def office_of(self, life: Life) -> Office:
        """The office that works on it. Raises ValueError before one does."""
        if life.unit is None:
            raise ValueError(f"no office is responsible for {life.matter.number}")
        return self.offices[life.unit.code]

    def know(self, life: Life, at: datetime, *, right_unit: str = "") -> None:
        """Tell the words what only becomes known now: the office, its telephone, the day of a visit."""
        rng = life.plan.rng
        visited = max(at - timedelta(days=rng.uniform(0, 2)), life.contacted_at or life.matter.filed_at)
        name = (life.plan.contact or {}).get("name", "")
        life.plan.author.scene.answers |= {
            "self": self.office_of(life).itself,
            "phone": life.unit.telephone if life.unit else "",
            "day": day_words(timezone.localtime(visited)),
            "filed_day": day_words(timezone.localtime(life.matter.filed_at)),
            "surname_dear": f"{name}，您好！" if name else "您好，",
            "right_unit": right_unit,
        }

    def due_at(self, life: Life, steps: Sequence[str]) -> datetime | None:
        """When the running clock of one of the steps ends."""
        running = Deadline.objects.filter(matter=life.matter, step__in=steps, ended_at__isnull=True)
        return running.values_list("due_at", flat=True).first()

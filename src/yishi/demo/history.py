"""A year of voices: filed, routed, answered, rated, redone, as a district that mostly keeps its promises would have it.

Everything goes through the acts of the platform themselves, with `at` for the time, so that the ledger tells the story.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from yishi.demo.district import District
from yishi.demo.founding import CHECKERS, People
from yishi.demo.pictures import invented_picture
from yishi.demo.scenes import Scene, choose_spot, day_words
from yishi.demo.speech import CLERK, REGISTERS, Author
from yishi.demo.topics import Topic, all_topics
from yishi.foundation.files.shelf import shelved
from yishi.foundation.ledger import revisions
from yishi.foundation.matters import commands as matter_commands
from yishi.foundation.matters.choices import Step
from yishi.foundation.matters.models import Category, Matter, Support
from yishi.foundation.people.actors import ANONYMOUS, Actor
from yishi.foundation.people.models import Account, Unit
from yishi.foundation.people.queries import actor_of
from yishi.parts.voices import commands
from yishi.parts.voices.choices import ContactWay
from yishi_methods.procedures import VOICE

DAYS = 365
TOGETHER = 50
"""Voices in one transaction."""
WEEKDAYS = (12, 11, 11, 10, 11, 7, 6)
HOURS = {"night": (22, 24), "evening": (18, 22)}
HOT_VOICES = (14, 34)
HOT_DAYS = 24
LATE = 0.09
TODAY = 14
"""Voices of the last two days, which are being routed just now."""


@dataclass(frozen=True)
class Plan:
    """A voice to come: its topic and when it is filed."""

    topic: Topic
    at: datetime


@dataclass
class Teller:
    """Tells the lives of voices one after another."""

    district: District
    people: People
    rng: Random
    until: datetime
    actors: dict[int, Actor] = field(default_factory=dict)
    first_of_hot: dict[str, Matter] = field(default_factory=dict)
    last_of_hot: dict[str, datetime] = field(default_factory=dict)
    held: list[tuple[Matter, Actor, Author, Unit]] = field(default_factory=list)
    categories: dict[str, Category] = field(default_factory=dict)

    def tell(self, plans: list[Plan], progress: Callable[[int], None]) -> None:
        """Tell the lives of all the planned voices, some in each transaction."""
        self.categories = {category.code: category for category in Category.objects.all()}
        for start in range(0, len(plans), TOGETHER):
            with revisions.reading(), transaction.atomic():
                for plan in plans[start : start + TOGETHER]:
                    self._live(plan)
            progress(min(start + TOGETHER, len(plans)))
        for matter, filer, author, unit in self.held:
            at = self._later(self.last_of_hot[author.topic.name], 0.5, 3)
            self._answer(matter, filer, author, unit, at, first=True)
        self._support()
        commands.open_checks(now=self.until)
        matter_commands.escalate_overdue(now=self.until, limit=len(plans))
        matter_commands.enter_supports()

    # the life of one voice

    def _live(self, plan: Plan) -> None:
        rng, topic = self.rng, plan.topic
        scene = Scene(self.district, choose_spot(topic, self.district, rng), plan.at.date(), rng)
        by_clerk = rng.random() < 0.14 and not topic.confidential
        register = CLERK if by_clerk else rng.choices(list(REGISTERS), list(REGISTERS.values()))[0]
        kind = rng.choices(list(topic.kinds), list(topic.kinds.values()))[0]
        about = self.people.units.get(rng.choice(topic.about)) if topic.about else None
        scene.answers = {"office_about": about.name if about else ""}
        author = Author(topic, kind, scene, register, rng)
        filer, matter = self._file(plan, author, kind, about, by_clerk)
        if topic.redirect:
            self._redirect(matter, author, plan.at)
            return
        if topic.hot and self._merge(matter, author, plan.at):
            return
        if rng.random() < 0.02:
            self._if_past(plan.at, 0.1, 2, lambda at: self._withdraw(matter, filer, author, at))
            return
        unit = self._unit_for(topic, scene)
        routed = self._route(matter, author, unit, plan.at)
        if routed is not None:
            self._handle(matter, filer, author, unit, routed)

    def _file(self, plan: Plan, author: Author, kind: str, about: Unit | None, by_clerk: bool) -> tuple[Actor, Matter]:
        rng, scene = self.rng, author.scene
        filer, contact = self._filer(by_clerk)
        spot = scene.spot
        draft = commands.VoiceDraft(
            subkind=kind,
            title=author.title() if by_clerk or rng.random() < 0.5 else "",
            text=author.text(),
            area=None if plan.topic.outside else self.people.areas[spot.grid],
            place_text=scene.place_text() if rng.random() < 0.8 else "",
            longitude=spot.point[0] if not plan.topic.outside else None,
            latitude=spot.point[1] if not plan.topic.outside else None,
            contact=contact,
            is_confidential=rng.random() < 0.6,
            on_behalf_of="enterprise" if plan.topic.enterprise else "self",
            about_unit=about,
            about_retaliation=plan.topic.retaliation,
            channel=rng.choice(("telephone", "telephone", "counter", "letter")) if by_clerk else "web",
        )
        upload = invented_picture(plan.topic.picture, rng) if plan.topic.picture and rng.random() < 0.12 else None
        if upload is None:
            matter = commands.file_voice(actor=filer, draft=draft, at=plan.at)
        else:
            with shelved([upload]) as files:
                matter = commands.file_voice(actor=filer, draft=draft, files=files, at=plan.at)
        author_of = filer if not by_clerk and filer.account_id else ANONYMOUS
        return author_of.with_key_of(matter.number), matter

    def _filer(self, by_clerk: bool) -> tuple[Actor, dict[str, str] | None]:
        rng = self.rng
        contact = {
            "name": rng.choice("王李张刘陈") + rng.choice(("女士", "先生")),
            "telephone": f"1540000{rng.randint(0, 9999):04}",
        }
        if by_clerk:
            return self._official("centre"), contact
        if rng.random() < 0.55:
            return self._actor(rng.choice(self.people.residents)), contact if rng.random() < 0.5 else None
        return ANONYMOUS, contact if rng.random() < 0.6 else None

    def _redirect(self, matter: Matter, author: Author, filed: datetime) -> None:
        at = self._later(filed, 0.05, 0.6)
        centre = self.people.units["centre"]
        author.scene.answers = self._facts(author, centre, at, centre)
        if at <= self.until:
            commands.redirect_voice(
                actor=self._official("centre"),
                matter=matter,
                channel=author.topic.redirect,
                reason=author.say("redirect_reason"),
                at=at,
            )

    def _merge(self, matter: Matter, author: Author, filed: datetime) -> bool:
        """The first of a hot problem stands; some later ones are merged into it while it is open."""
        first = self.first_of_hot.setdefault(author.topic.name, matter)
        self.last_of_hot[author.topic.name] = filed
        if first is matter or self.rng.random() > 0.25:
            return False
        into = _fresh(first)
        at = self._later(filed, 0.1, 0.8)
        if into.state not in ("assigned", "handling") or at > self.until:
            return False
        matter_commands.merge_matter(
            actor=self._official("centre"),
            matter=matter,
            into=into,
            procedure=VOICE,
            reason=author.say("merge_reason"),
            at=at,
        )
        return True

    def _withdraw(self, matter: Matter, filer: Actor, author: Author, at: datetime) -> None:
        commands.withdraw_voice(actor=filer, matter=_fresh(matter), reason=author.say("withdraw_reason"), at=at)

    def _route(self, matter: Matter, author: Author, unit: Unit, filed: datetime) -> datetime | None:
        """Routing, sometimes first to a wrong unit that sends it back. Returns when it arrived, None if not yet."""
        at = self._later(filed, 0.03, 0.7)
        wrong = [code for code in author.topic.wrong if code in self.people.units and code != unit.code]
        if wrong and self.rng.random() < 0.12:
            mistaken = self.people.units[self.rng.choice(wrong)]
            back = self._later(at, 0.2, 1.5)
            if back > self.until or not self._confirm(matter, mistaken, author, at):
                return None
            author.scene.answers = self._facts(author, mistaken, back, unit)
            matter_commands.refuse_assignment(
                actor=self._official(mistaken.code),
                matter=_fresh(matter),
                procedure=VOICE,
                reason=author.say("refusal_reason"),
                at=back,
            )
            at = self._later(back, 0.05, 0.5)
        return at if self._confirm(matter, unit, author, at) else None

    def _confirm(self, matter: Matter, unit: Unit, author: Author, at: datetime) -> bool:
        if at > self.until:
            return False
        category = self.categories.get(author.topic.category)
        clerk = self._official("centre")
        commands.confirm_routing(actor=clerk, matter=_fresh(matter), category=category, unit=unit, at=at)
        return True

    def _handle(self, matter: Matter, filer: Actor, author: Author, unit: Unit, routed: datetime) -> None:
        rng = self.rng
        officer = self._official(unit.code)
        contacted = self._later(routed, 0.05, 1.3)
        if contacted > self.until:
            return
        way = rng.choices(ContactWay.values, (70, 12, 14, 4))[0]
        commands.record_contact(actor=officer, matter=_fresh(matter), way=way, at=contacted)
        author.scene.answers = self._facts(author, unit, contacted, unit)
        if rng.random() < 0.12:
            matter_commands.add_note(actor=officer, matter=_fresh(matter), text=author.say("note"), at=contacted)
        if rng.random() < 0.2 and contacted > self.until - timedelta(days=6):
            matter_commands.pause_deadline(actor=officer, matter=_fresh(matter), reason=author.say("pause_reason"))
            return
        if self.first_of_hot.get(author.topic.name) is matter:
            self.held.append((matter, filer, author, unit))  # answered when the last of its problem has been heard
            return
        days = rng.lognormvariate(0.9, 0.55) if rng.random() > LATE else rng.uniform(8, 45)
        self._answer(matter, filer, author, unit, self._later(contacted, days, days + 0.4), first=True)

    def _answer(self, matter: Matter, filer: Actor, author: Author, unit: Unit, at: datetime, *, first: bool) -> None:
        if at > self.until:
            return
        author.scene.answers = self._facts(author, unit, at, unit)
        commands.answer_voice(
            actor=self._official(unit.code), matter=_fresh(matter), text=self._answer_text(author, first), at=at
        )
        draw = self.rng.random()
        if draw < 0.62:
            self._rate(matter, filer, author, unit, at, first=first)
        elif draw < 0.635 and first:
            self._if_past(at, 0.5, 5, lambda when: self._appeal(matter, filer, author, when))
        else:
            self._check(matter, filer, author, unit, at)

    def _answer_text(self, author: Author, first: bool) -> str:
        rules = author.topic.rules
        if not first and "done" in rules:
            return author.say("answer_again")
        if "done" in rules and author.topic.form == "problem":
            return author.say("answer_done" if self.rng.random() < 0.75 or "plan" not in rules else "answer_plan")
        return author.say("answer_reply" if "reply" in rules else "answer_done")

    def _rate(
        self, matter: Matter, filer: Actor, author: Author, unit: Unit, answered: datetime, *, first: bool
    ) -> None:
        rng = self.rng
        at = self._later(answered, 0.1, 5)
        if at > self.until:
            return
        solved = rng.random() < (0.84 if first else 0.93) - (sum(map(ord, unit.code)) % 5) * 0.02
        satisfied = rng.random() < (0.9 if solved else 0.2)
        rule = "rating_bad" if not solved else "rating_good" if satisfied else "rating_mixed"
        commands.rate_voice(
            actor=filer,
            matter=_fresh(matter),
            is_solved=solved,
            is_satisfied=satisfied,
            comment=author.say(rule).strip("-"),
            at=at,
        )
        if not solved:
            days = rng.lognormvariate(0.9, 0.5)
            self._answer(matter, filer, author, unit, self._later(at, days, days + 1), first=False)
        elif rng.random() < 0.02:
            self._if_past(at, 2, 20, lambda when: self._reopen(matter, filer, author, unit, when))

    def _reopen(self, matter: Matter, filer: Actor, author: Author, unit: Unit, at: datetime) -> None:
        commands.reopen_voice(actor=filer, matter=_fresh(matter), reason=author.say("reopen_reason"), at=at)
        self._answer(matter, filer, author, unit, self._later(at, 1, 6), first=False)

    def _appeal(self, matter: Matter, filer: Actor, author: Author, at: datetime) -> None:
        commands.appeal_voice(actor=filer, matter=_fresh(matter), reason=author.say("appeal_reason"), at=at)
        above = _fresh(matter).unit
        if above is None or above.code not in self.people.officials:
            return
        when = self._later(at, 4, 18)
        if when <= self.until:
            author.scene.answers = self._facts(author, above, when, above)
            officer = self._official(above.code)
            commands.answer_voice(actor=officer, matter=_fresh(matter), text=author.say("appeal_answer"), at=when)

    def _check(self, matter: Matter, filer: Actor, author: Author, unit: Unit, answered: datetime) -> None:
        """The author keeps silent; after the rating time a second person looks."""
        window = matter.deadlines.filter(step=Step.RATE, ended_at__isnull=True).first()
        at = self._later(window.due_at if window else answered, 0.2, 5)
        if at > self.until:
            return
        passed = self.rng.random() < 0.93
        author.scene.answers = self._facts(author, unit, at, unit)
        reason = author.say("check_passed" if passed else "check_failed")
        commands.check_closure(
            actor=self._official(CHECKERS), matter=_fresh(matter), passed=passed, reason=reason, at=at
        )
        if not passed:
            self._answer(matter, filer, author, unit, self._later(at, 1, 6), first=False)

    # what the acts need

    def _unit_for(self, topic: Topic, scene: Scene) -> Unit:
        grid = scene.spot.grid
        if topic.unit == "community":
            return self.people.units[self.district.unit_codes[grid[:12]]]
        if topic.unit == "town":
            return next(u for u in self.people.units.values() if u.area and u.area.stem == grid[:9])
        return self.people.units[topic.unit]

    def _facts(self, author: Author, unit: Unit, at: datetime, right: Unit) -> dict[str, str]:
        surname = self.rng.choice("王李张刘陈杨周吴")
        return {
            "self": self.rng.choice(("我局", "我单位")) if unit.name.endswith("局") else "我单位",
            "phone": unit.telephone,
            "day": day_words(at - timedelta(days=self.rng.randint(0, 2))),
            "filed_day": day_words(datetime.combine(author.scene.filed_on, at.time(), at.tzinfo)),
            "surname_dear": f"{surname}{self.rng.choice(('女士', '先生'))}，您好！",
            "right_unit": right.name,
            "office_about": author.scene.answers.get("office_about", ""),
        }

    def _official(self, code: str) -> Actor:
        return self._actor(self.rng.choice(self.people.officials[code]))

    def _actor(self, account: Account) -> Actor:
        if account.pk not in self.actors:
            self.actors[account.pk] = actor_of(account)
        return self.actors[account.pk]

    def _later(self, start: datetime, least: float, most: float) -> datetime:
        """Some days later, in office hours."""
        at = timezone.localtime(start + timedelta(days=self.rng.uniform(least, most)))
        if not 8 <= at.hour < 18:
            at = (at + timedelta(days=at.hour >= 18)).replace(
                hour=self.rng.randint(8, 10), minute=self.rng.randint(0, 59)
            )
        return max(at, start + timedelta(minutes=5))

    def _if_past(self, start: datetime, least: float, most: float, act: Callable[[datetime], None]) -> None:
        at = self._later(start, least, most)
        if at <= self.until:
            act(at)

    def _support(self) -> None:
        """Me-too marks, most of them on the hot problems."""
        rng = self.rng
        hot = {matter.pk for matter in self.first_of_hot.values()}
        marks: list[Support] = []
        for matter in Matter.objects.exclude(visibility="private").exclude(state="merged").order_by("pk"):
            count = rng.randint(12, 45) if matter.pk in hot else rng.choices((0, 1, 2, 4, 7), (70, 14, 9, 5, 2))[0]
            marks += [
                Support(matter=matter, supporter=f"{rng.getrandbits(256):064x}", given_at=matter.filed_at)
                for _ in range(count)
            ]
            Matter.objects.filter(pk=matter.pk).update(supporters=count)
        Support.objects.bulk_create(marks)


def plan_year(count: int, *, rng: Random, until: datetime) -> list[Plan]:
    """When somebody says what: everyday topics all the year, hot problems within weeks, in the order of time."""
    topics = list(all_topics().values())
    hot = [topic for topic in topics if topic.hot]
    plans: list[Plan] = []
    for number, topic in enumerate(hot):
        days_ago = 20 + number * (DAYS - 50) // max(len(hot) - 1, 1)
        for _ in range(min(rng.randint(*HOT_VOICES), count // 20)):
            days = days_ago - min(rng.betavariate(1.6, 2.4) * HOT_DAYS, days_ago)
            plans.append(Plan(topic, _moment(until - timedelta(days=days), topic, rng, until)))
    usual = [topic for topic in topics if topic.share]
    while len(plans) < count:
        day = until - timedelta(days=rng.uniform(0, DAYS))
        if rng.random() * max(WEEKDAYS) > WEEKDAYS[day.weekday()]:
            continue
        weights = [topic.share * topic.months[day.month - 1] / max(sum(topic.months), 1) for topic in usual]
        topic = rng.choices(usual, weights)[0]
        plans.append(Plan(topic, _moment(day, topic, rng, until)))
    plans = sorted(plans, key=lambda plan: plan.at)[: count - TODAY]
    last = [Plan(rng.choice(usual), until - timedelta(minutes=rng.randint(2, 2400))) for _ in range(TODAY)]
    return plans + sorted(last, key=lambda plan: plan.at)


def _moment(day: datetime, topic: Topic, rng: Random, until: datetime) -> datetime:
    first, last = HOURS.get(topic.hours, (7, 23))
    at = timezone.localtime(day).replace(
        hour=rng.randrange(first, last), minute=rng.randint(0, 59), second=rng.randint(0, 59)
    )
    return min(at, until - timedelta(minutes=rng.randint(3, 300)))


def _fresh(matter: Matter) -> Matter:
    return Matter.objects.select_related("authorship", "unit", "voice", "handler").get(pk=matter.pk)

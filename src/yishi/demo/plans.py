"""Who says what, where and when in the year that the demonstration shows. Nothing here touches the database.

Everything is drawn by lot from one seed: the same seed, number of voices and last moment give the same plans.
"""

import csv
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import accumulate
from random import Random

from yishi.demo.district import DATA, District, Estate
from yishi.demo.offices import office_names
from yishi.demo.scenes import SURNAMES, Scene, choose_spot, invented_mobile
from yishi.demo.speech import CLERK, REGISTERS, Author
from yishi.demo.topics import Topic, all_topics

DAYS = 365
USUAL_NUMBER = 1500
WEEKDAYS = (12, 11, 11, 10, 11, 7, 6)
GROWTH = (0.7, 1.35)
"""How often people speak at the beginning and at the end of the year, against its middle."""
HOURS = {
    "any": (1, 0, 0, 0, 0, 1, 3, 6, 9, 11, 11, 8, 6, 7, 8, 8, 7, 6, 6, 8, 10, 10, 7, 3),
    "evening": (2, 0, 0, 0, 0, 0, 1, 2, 2, 2, 2, 1, 2, 1, 1, 1, 2, 4, 8, 14, 16, 14, 9, 4),
    "night": (12, 9, 6, 2, 1, 2, 3, 4, 4, 4, 3, 2, 2, 2, 2, 2, 2, 2, 3, 4, 6, 9, 13, 15),
    "office": (0, 0, 0, 0, 0, 0, 0, 0, 6, 12, 12, 8, 3, 6, 10, 10, 8, 4, 2, 1, 0, 0, 0, 0),
}
CLERK_CHANNELS = {"telephone": 70, "counter": 20, "letter": 4, "grid": 6}
BY_CLERK, BY_ACCOUNT = 0.17, 0.58
LEAVES_CONTACT = 0.68
KEEPS_CONFIDENTIAL = 0.55
WAKING_HOURS = (10, 23)
EARLY = 0.35
"""The share of a hot problem's time in which it is still new."""
PICTURED = 0.08
TRIES = 6
"""How often a text that somebody has said already is drawn anew."""
ME_TOO = {0: 66, 1: 13, 2: 8, 3: 5, 5: 4, 9: 3, 16: 1}
HOME_OF_FIRST, NEIGHBOURS_OF_FIRST = "幸福里", 12
RECENT_OF_FIRST = 4
"""So many voices of the last days are the first resident's, who is the one to sign in as."""
BUSY_UNITS = ("chengguan", "zhujian", "shichang", "huanjing", "gongan", "town")
"""Units in which somebody else can take over."""


class Fate(StrEnum):
    """What is to become of a voice beside the usual way."""

    USUAL = ""
    UNROUTED = "unrouted"
    WAITING = "waiting"
    STALLED = "stalled"
    PAUSED = "paused"
    RESUMED = "resumed"
    RECUSED = "recused"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    CORRECTED = "corrected"
    MERGED = "merged"
    REOPENED = "reopened"
    APPEALED = "appealed"
    REASSIGNED = "reassigned"


@dataclass(frozen=True)
class HotProblem:
    """A problem that many raise at one place within weeks. `solved` is the share of its answers that solve it."""

    topic: Topic
    begins: datetime
    days: int
    voices: int
    shape: str
    me_too: int
    solved: float


@dataclass
class Plan:
    """One voice to come. `resident` is a place in the list of residents' accounts; None for those without one."""

    number: int
    author: Author
    filed_at: datetime
    channel: str
    resident: int | None
    rng: Random
    contact: dict[str, str] | None
    is_confidential: bool
    has_point: bool
    title: str = ""
    text: str = ""
    place_text: str = ""
    about: str = ""
    """The code of the office that the voice complains about."""
    fate: Fate = Fate.USUAL
    hot: HotProblem | None = None
    me_too: Sequence[datetime] = ()
    pictures: Sequence[str] = field(default=())

    @property
    def topic(self) -> Topic:
        return self.author.topic

    @property
    def is_by_clerk(self) -> bool:
        return self.channel != "web"


def plan_year(district: District, *, voices: int, seed: int, until: datetime, residents: int) -> list[Plan]:
    """All voices of the year up to `until` (local time), in the order of filing."""
    rng = Random(f"year {seed}")
    problems = list(hot_problems(until, share=voices / USUAL_NUMBER))
    moments: list[tuple[datetime, Topic, HotProblem | None]] = []
    for problem in problems:
        moments += [(_moment_of(problem, until, rng), problem.topic, problem) for _ in range(problem.voices)]
    usual = [topic for topic in all_topics().values() if topic.share]
    days = _days(until)
    while len(moments) < voices:
        day = rng.choices(days, cum_weights=_weights_of(days))[0]
        topic = rng.choices(usual, [_share(topic, day) for topic in usual])[0]
        moments.append((_at_hour(day, topic.hours, rng, until), topic, None))
    moments = sorted(moments, key=lambda moment: (moment[0], moment[1].name))[:voices]
    homes = _homes(district, residents, rng)
    plans = [_plan(number, moment, district, seed, homes, until) for number, moment in enumerate(moments)]
    _say_everything(plans)
    _give_fates(plans, until, rng)
    _lend_to_first(plans, until, rng)
    return sorted(plans, key=lambda plan: (plan.filed_at, plan.number))


def digest_of(plans: Sequence[Plan]) -> str:
    """A fingerprint of all that is planned."""
    told = "\n".join(
        f"{plan.filed_at.isoformat()} {plan.title} {plan.text} {plan.place_text} {plan.channel} {plan.fate}"
        for plan in plans
    )
    return hashlib.sha256(told.encode()).hexdigest()


def hot_problems(until: datetime, *, share: float = 1.0) -> Iterator[HotProblem]:
    """The planted problems, each in its season or counted back from the end, with that share of their voices."""
    with (DATA / "hot_problems.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield HotProblem(
                topic=all_topics()[row["topic"]],
                begins=_beginning(row["begins"], until),
                days=int(row["days"]),
                voices=max(4, round(int(row["voices"]) * min(share, 1.0))),
                shape=row["shape"],
                me_too=int(row["me_too"]),
                solved=float(row["solved"]),
            )


def _beginning(text: str, until: datetime) -> datetime:
    """A day counted back from the end ("-72"), or the last time that a day of the year ("03-04") came."""
    if text.startswith("-"):
        return until + timedelta(days=int(text))
    month, day = (int(part) for part in text.split("-"))
    begins = until.replace(month=month, day=day, hour=8, minute=0)
    return begins if begins < until - timedelta(days=1) else begins.replace(year=begins.year - 1)


def _moment_of(problem: HotProblem, until: datetime, rng: Random) -> datetime:
    shapes = {"growing": (2.6, 1.0), "peak": (1.8, 2.6), "burst": (1.1, 3.5)}
    span = min(timedelta(days=problem.days), until - problem.begins)
    day = problem.begins + span * rng.betavariate(*shapes[problem.shape])
    return max(problem.begins, _at_hour(day.date(), problem.topic.hours, rng, until))


def _days(until: datetime) -> list[date]:
    return [(until - timedelta(days=back)).date() for back in range(DAYS - 1, -1, -1)]


def _weights_of(days: Sequence[date]) -> list[float]:
    first, last = GROWTH
    steps = (first + (last - first) * place / len(days) for place in range(len(days)))
    return list(accumulate(step * WEEKDAYS[day.weekday()] for step, day in zip(steps, days, strict=True)))


def _share(topic: Topic, day: date) -> float:
    return topic.share * topic.months[day.month - 1] / sum(topic.months)


def _at_hour(day: date, hours: str, rng: Random, until: datetime) -> datetime:
    """A moment of a day at which people write about such things; never after the end."""
    hour = rng.choices(range(24), HOURS[hours])[0]
    at = until.replace(
        year=day.year,
        month=day.month,
        day=day.day,
        hour=hour,
        minute=rng.randrange(60),
        second=rng.randrange(60),
        microsecond=0,
    )
    return at if at < until else at - timedelta(days=1)


def _homes(district: District, residents: int, rng: Random) -> dict[str, list[int]]:
    """Which residents live in which estate or hamlet; the first one in the estate that is looked at most."""
    estates = [estate.label for estate in district.estates]
    homes: dict[str, list[int]] = {HOME_OF_FIRST: list(range(NEIGHBOURS_OF_FIRST))}
    for number in range(NEIGHBOURS_OF_FIRST, residents):
        homes.setdefault(rng.choice(estates), []).append(number)
    return homes


def _plan(
    number: int,
    moment: tuple[datetime, Topic, HotProblem | None],
    district: District,
    seed: int,
    homes: dict[str, list[int]],
    until: datetime,
) -> Plan:
    filed_at, topic, hot = moment
    rng = Random(f"voice {seed} {number}")
    by_clerk = rng.random() < BY_CLERK and not topic.confidential and not topic.enterprise and hot is None
    channel = rng.choices(list(CLERK_CHANNELS), list(CLERK_CHANNELS.values()))[0] if by_clerk else "web"
    if by_clerk:
        filed_at = _at_hour(filed_at.date(), "office", rng, until)
    scene = Scene(district, choose_spot(topic, district, rng), filed_at.date(), rng)
    resident = None
    if not by_clerk and rng.random() < BY_ACCOUNT:
        site = scene.spot.site
        neighbours = homes.get(site.label, []) if isinstance(site, Estate) else []
        resident = rng.choice(neighbours or [number for numbers in homes.values() for number in numbers if number])
    register = CLERK if by_clerk else rng.choices(list(REGISTERS), list(REGISTERS.values()))[0]
    kind = rng.choices(list(topic.kinds), list(topic.kinds.values()))[0]
    about = rng.choice(topic.about) if topic.about else ""
    contact = _contact(rng) if by_clerk or rng.random() < LEAVES_CONTACT else None
    scene.answers |= {"office_about": office_names().get(about, ""), "caller": (contact or {}).get("name", "")}
    is_early = hot is not None and filed_at - hot.begins < timedelta(days=hot.days) * EARLY
    return Plan(
        number=number,
        author=Author(
            topic,
            kind,
            scene,
            "enterprise" if topic.enterprise and not by_clerk else register,
            rng,
            channel=channel,
            phase="early" if is_early else "late",
        ),
        filed_at=filed_at,
        channel=channel,
        resident=resident,
        rng=rng,
        contact=contact,
        is_confidential=topic.confidential or rng.random() < KEEPS_CONFIDENTIAL,
        has_point=not by_clerk and not topic.outside and rng.random() < 0.6,
        about=about,
        hot=hot,
        me_too=_me_too(filed_at, until, hot, rng),
        pictures=_pictures(topic, hot, rng) if not by_clerk else (),
    )


def _contact(rng: Random) -> dict[str, str]:
    contact = {
        "name": f"{rng.choice(SURNAMES)}{rng.choice(('女士', '先生', '女士', '先生', '阿姨', '师傅'))}",
        "telephone": invented_mobile(rng),
    }
    return contact | {"email": f"neighbour{rng.randint(1, 999)}@example.org"} if rng.random() < 0.1 else contact


def _me_too(filed_at: datetime, until: datetime, hot: HotProblem | None, rng: Random) -> Sequence[datetime]:
    if hot is not None:
        count = int(hot.me_too / hot.voices * rng.lognormvariate(-0.4, 1.0))
    else:
        count = rng.choices(list(ME_TOO), list(ME_TOO.values()))[0]
    moments = (filed_at + timedelta(days=rng.expovariate(1 / 4), minutes=5) for _ in range(count))
    return sorted(moment for moment in moments if moment < until)


def _pictures(topic: Topic, hot: HotProblem | None, rng: Random) -> Sequence[str]:
    if not topic.picture or rng.random() > (PICTURED * 2 if hot else PICTURED):
        return ()
    return (topic.picture,) * rng.choice((1, 1, 2))


def _say_everything(plans: Sequence[Plan]) -> None:
    """Write each voice; what somebody has said word for word is said differently, and titles too where they can."""
    said: set[str] = set()
    titles: set[tuple[str, str]] = set()
    for plan in plans:
        author = plan.author
        plan.place_text = "" if plan.topic.outside or plan.rng.random() < 0.15 else author.scene.place_text()
        for _try in range(TRIES):
            plan.text = author.text()
            if plan.text not in said:
                break
        said.add(plan.text)
        for _try in range(TRIES):
            plan.title = author.title(plan.text)
            if not plan.title or (plan.topic.name, plan.title) not in titles:
                break
        titles.add((plan.topic.name, plan.title))


def _give_fates(plans: Sequence[Plan], until: datetime, rng: Random) -> None:
    """Deal out what is out of the ordinary, so that in a year of any size each thing happens to somebody."""
    usual = [plan for plan in plans if not plan.topic.redirect]
    everyday = [plan for plan in usual if plan.hot is None and plan.topic.form != "praise"]
    shared = [plan for plan in everyday if plan.topic.unit in BUSY_UNITS]
    count = len(plans)

    def deal(fate: Fate, share: float, least: int, oldest: float, newest: float, among: Sequence[Plan]) -> None:
        first, last = until - timedelta(days=oldest), until - timedelta(days=newest)
        fitting = [plan for plan in among if plan.fate == Fate.USUAL and first <= plan.filed_at <= last]
        for plan in rng.sample(fitting, min(len(fitting), max(least, round(count * share)))):
            plan.fate = fate

    deal(Fate.UNROUTED, 0.004, 2, 12, 0, everyday)
    for plan in (plan for plan in plans if plan.fate == Fate.UNROUTED):
        plan.filed_at = _just_before(until, plan.rng)
        plan.me_too = ()
    deal(Fate.WAITING, 0.003, 2, 5, 1, everyday)
    deal(Fate.STALLED, 0.007, 3, 45, 16, everyday)
    deal(Fate.PAUSED, 0.003, 1, 11, 2.5, everyday)
    deal(Fate.APPEALED, 0.004, 2, 45, 24, usual)
    deal(Fate.APPEALED, 0.006, 1, DAYS, 60, usual)
    deal(Fate.RECUSED, 0.002, 1, 9, 2, shared)
    deal(Fate.RECUSED, 0.003, 1, DAYS, 10, shared)
    deal(Fate.RESUMED, 0.008, 1, DAYS, 40, everyday)
    deal(Fate.REFUSED, 0.025, 2, DAYS, 3, [plan for plan in everyday if plan.topic.wrong])
    deal(Fate.WITHDRAWN, 0.016, 2, DAYS, 3, everyday)
    deal(Fate.CORRECTED, 0.008, 1, DAYS, 2, [plan for plan in everyday if not plan.is_by_clerk])
    deal(Fate.REOPENED, 0.014, 2, DAYS, 20, everyday)
    deal(Fate.REASSIGNED, 0.012, 1, DAYS, 5, shared)
    deal(Fate.MERGED, 0.03, 3, DAYS, 1, [plan for plan in usual if plan.hot])


def _just_before(until: datetime, rng: Random) -> datetime:
    """Within the last hours, or the evening before where it is night: nobody has looked at it yet."""
    if until.hour in range(*WAKING_HOURS):
        return until - timedelta(minutes=rng.randint(8, 180))
    evening = (until if until.hour >= WAKING_HOURS[1] else until - timedelta(days=1)).replace(hour=18, minute=0)
    return evening + timedelta(minutes=rng.randint(5, 240))


def _lend_to_first(plans: Sequence[Plan], until: datetime, rng: Random) -> None:
    """Make some recent voices about public places those of the first resident."""
    recent = [
        plan
        for plan in plans
        if until - timedelta(days=12) < plan.filed_at
        and plan.fate == Fate.USUAL
        and not (plan.is_by_clerk or plan.topic.redirect or plan.topic.confidential or plan.topic.enterprise)
        and plan.topic.ground not in ("estate", "village", "any")
    ]
    for plan in rng.sample(recent, min(len(recent), RECENT_OF_FIRST)):
        plan.resident = 0

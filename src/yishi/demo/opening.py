"""How a voice begins in the told year: filed, then sent by the centre to a unit, elsewhere, or into another one."""

from contextlib import ExitStack
from datetime import datetime, timedelta

from yishi.demo import handling
from yishi.demo.pictures import invented_picture
from yishi.demo.plans import Fate, Plan
from yishi.demo.story import WITH_UNIT, Life, Story
from yishi.foundation.files.shelf import shelved
from yishi.foundation.matters import commands as matter_commands
from yishi.foundation.people.actors import ANONYMOUS, Actor
from yishi.foundation.people.models import Unit
from yishi.foundation.places.models import Area
from yishi.parts.voices import commands
from yishi.parts.voices.choices import VoiceState
from yishi.parts.voices.queries import Place, place_of
from yishi_methods.procedures import VOICE


def file_voice(story: Story, plan: Plan, at: datetime) -> None:
    """Somebody speaks, or calls and a clerk writes it down."""
    spot = plan.author.scene.spot
    longitude, latitude = spot.point if plan.has_point else (None, None)
    place = place_of(plan.place_text, longitude, latitude, None)
    draft = commands.VoiceDraft(
        subkind=plan.author.kind,
        title=plan.title,
        text=plan.text,
        area=_area(story, plan, place),
        place_text=plan.place_text,
        longitude=place.longitude,
        latitude=place.latitude,
        contact=plan.contact,
        is_confidential=plan.is_confidential,
        on_behalf_of="enterprise" if plan.topic.enterprise else "self",
        about_unit=story.town.units.get(plan.about),
        about_retaliation=plan.topic.retaliation,
        channel=plan.channel,
    )
    with ExitStack() as stack:
        uploads = [invented_picture(scene, plan.rng) for scene in plan.pictures]
        files = stack.enter_context(shelved(uploads)) if uploads else ()
        matter = commands.file_voice(actor=_filer(story, plan), draft=draft, files=files, at=at)
    story.filed += 1
    story.support += [(given_at, number, matter) for number, given_at in enumerate(plan.me_too)]
    has_account = plan.resident is not None
    author = _filer(story, plan) if has_account else ANONYMOUS.with_key_of(matter.number)
    _go_on(story, Life(plan, matter, author), at)


def route(story: Story, life: Life, at: datetime) -> None:
    """The centre confirms where a voice goes; now and then to the wrong unit first."""
    if life.matter.state != VoiceState.FILED:
        return
    if life.plan.topic.redirect:
        _redirect(story, life, at)
        return
    if _merge(story, life, at):
        return
    wrong = [story.town.units[code] for code in life.plan.topic.wrong if code in story.town.units]
    if life.plan.fate == Fate.REFUSED and wrong and life.unit is None:
        _assign(story, life, life.plan.rng.choice(wrong), at)
        story.after(life, at, 9, 0.6, lambda when: _refuse(story, life, when))
    else:
        _assign(story, life, story.responsible_unit(life.plan), at)
        if life.plan.fate != Fate.WAITING:
            story.after(life, at, 4, 0.8, lambda when: handling.contact(story, life, when))


def _area(story: Story, plan: Plan, place: Place) -> Area | None:
    """Where it is, as far as somebody said: nothing for a place outside, the community where no place is named."""
    if plan.topic.outside or place.area is not None:
        return place.area
    grid = plan.author.scene.spot.grid
    return story.town.areas[grid if plan.place_text else grid[:12]]


def _filer(story: Story, plan: Plan) -> Actor:
    if plan.channel == "grid":
        return story.actor(story.town.staff.workers[plan.author.scene.spot.grid])
    if plan.is_by_clerk:
        return story.clerk(plan)
    return ANONYMOUS if plan.resident is None else story.actor(story.town.residents[plan.resident])


def _go_on(story: Story, life: Life, at: datetime) -> None:
    rng = life.plan.rng
    if life.plan.fate != Fate.UNROUTED:
        story.after(life, at, 1.4, 0.9, lambda when: route(story, life, when))
    if life.plan.fate == Fate.WITHDRAWN:
        story.agenda.plan(at + timedelta(hours=rng.uniform(5, 60)), lambda when: _withdraw(life, when))
    if life.plan.fate == Fate.CORRECTED:
        story.agenda.plan(at + timedelta(minutes=rng.uniform(9, 200)), lambda when: _correct(life, when))


def _withdraw(life: Life, at: datetime) -> None:
    if "withdraw" in VOICE.acts(life.matter.state):
        reason = life.say("withdraw_reason")
        commands.withdraw_voice(actor=life.author, matter=life.matter, reason=reason, at=at)


def _correct(life: Life, at: datetime) -> None:
    """The author adds what was forgotten."""
    if "correct" in VOICE.acts(life.matter.state):
        text = f"{life.matter.text}\n补充一下：{life.say('correction')}"
        commands.correct_voice(actor=life.author, matter=life.matter, text=text, title=life.matter.title, at=at)


def _redirect(story: Story, life: Life, at: datetime) -> None:
    commands.redirect_voice(
        actor=story.clerk(life.plan),
        matter=life.matter,
        channel=life.plan.topic.redirect,
        reason=life.say("redirect_reason"),
        at=at,
    )


def _merge(story: Story, life: Life, at: datetime) -> bool:
    """One more voice on a hot problem may go on inside an earlier one that is still being worked on."""
    name = life.plan.topic.name
    head = story.heads.get(name)
    if head is None or head.matter.state not in WITH_UNIT:
        if life.plan.hot is not None:
            story.heads[name] = life
        return False
    if life.plan.fate != Fate.MERGED:
        return False
    matter_commands.merge_matter(
        actor=story.clerk(life.plan),
        matter=life.matter,
        into=head.matter,
        procedure=VOICE,
        reason=life.say("merge_reason"),
        at=at,
    )
    return True


def _assign(story: Story, life: Life, unit: Unit, at: datetime) -> None:
    life.unit, life.handler = unit, story.choose_handler(life, unit)
    commands.confirm_routing(
        actor=story.clerk(life.plan),
        matter=life.matter,
        category=story.categories.get(life.plan.topic.category),
        unit=unit,
        at=at,
    )


def _refuse(story: Story, life: Life, at: datetime) -> None:
    if life.matter.state != VoiceState.ASSIGNED:
        return
    story.know(life, at, right_unit=story.responsible_unit(life.plan).name)
    matter_commands.refuse_assignment(
        actor=story.handler_of(life),
        matter=life.matter,
        procedure=VOICE,
        reason=life.say("refusal_reason"),
        at=at,
    )
    story.after(life, at, 2, 0.6, lambda when: route(story, life, when))

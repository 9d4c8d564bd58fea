"""What the responsible unit does in the told year: it gets in touch, goes into the matter, and answers."""

import math
from datetime import datetime, timedelta

from yishi.demo.clock import office_time
from yishi.demo.pictures import invented_picture
from yishi.demo.plans import Fate
from yishi.demo.story import WITH_UNIT, Life, Story
from yishi.foundation.files.commands import attach_files
from yishi.foundation.files.shelf import shelved
from yishi.foundation.matters import commands as matter_commands
from yishi.foundation.matters.choices import Step
from yishi.parts.voices import commands
from yishi.parts.voices.choices import ContactWay, VoiceState
from yishi_methods.procedures import VOICE

CONTACT_WAYS = {ContactWay.TELEPHONE: 70, ContactWay.MESSAGE: 12, ContactWay.VISIT: 15, ContactWay.NONE_GIVEN: 3}
WRITES_NOTE = 0.13
SHOWS_RESULT = 0.5
"""How often the picture of a problem is answered by a picture of what was done."""
SPREAD, LONGEST = 0.5, 2.4
"""How far answers scatter around the usual share of the promised time, and the largest share."""
SETTLES = 0.8
"""The share of answers that name something done; the others name what is planned."""


def contact(story: Story, life: Life, at: datetime) -> None:
    """The unit speaks with the author, and whatever is to happen on the way takes its course."""
    if life.matter.state not in WITH_UNIT:
        return
    rng = life.plan.rng
    way = rng.choices(list(CONTACT_WAYS), list(CONTACT_WAYS.values()))[0]
    commands.record_contact(actor=story.handler_of(life), matter=life.matter, way=way, at=at)
    life.contacted_at = at
    story.know(life, at)
    if rng.random() < WRITES_NOTE:
        story.after(life, at, 1, 0.5, lambda when: _write_note(story, life, when))
    match life.plan.fate:
        case Fate.STALLED:
            return
        case Fate.PAUSED:
            story.after(life, at, 3, 0.5, lambda when: _pause(story, life, when))
            return
        case Fate.RESUMED:
            story.after(life, at, 3, 0.5, lambda when: _pause_for_some_days(story, life, when))
            return
        case Fate.RECUSED:
            story.after(life, at, 1, 0.3, lambda when: _recuse(story, life, when))
        case Fate.REASSIGNED:
            story.after(life, at, 1, 0.3, lambda when: _hand_over(story, life, when))
    plan_answer(story, life, at)


def plan_answer(story: Story, life: Life, at: datetime) -> None:
    """Most answers come well before they are due, a few after."""
    rng, due_at = life.plan.rng, story.due_at(life, (Step.ANSWER, Step.APPEAL))
    share = min(rng.lognormvariate(math.log(story.office_of(life).speed), SPREAD), LONGEST)
    span = (due_at or at + timedelta(days=7)) - at
    moment = max(at + span * share, at + timedelta(hours=1))
    story.agenda.plan(office_time(moment, rng), lambda when: _answer(story, life, when))


def _answer(story: Story, life: Life, at: datetime) -> None:
    if life.matter.state not in WITH_UNIT:
        return
    plan, actor = life.plan, story.handler_of(life)
    story.know(life, at)
    text = life.say(_kind_of_answer(life))
    commands.answer_voice(actor=actor, matter=life.matter, text=text, at=at)
    life.answers += 1
    if plan.pictures and life.is_settled and plan.rng.random() < SHOWS_RESULT:
        with shelved([invented_picture(plan.pictures[0], plan.rng, is_mended=True)]) as files:
            attach_files(actor=actor, matter=life.matter, files=files, is_public=True, at=at)
    story.answered(story, life, at)


def _kind_of_answer(life: Life) -> str:
    """The rule for the words of the next answer; notes whether it settles anything."""
    plan, author = life.plan, life.plan.author
    life.is_settled = True
    if life.is_appealed:
        return "appeal_answer"
    if plan.topic.form == "praise":
        return "answer_thanks"
    asks = plan.topic.form == "question" or author.kind in ("consultation", "suggestion")
    if asks and author.can_say("reply"):
        return "answer_more" if life.answers else "answer_reply"
    if life.answers and author.can_say("done"):
        return "answer_again"
    share = plan.hot.solved if plan.hot else SETTLES
    is_over = plan.hot is not None and share > 0.5 and author.phase == "late"
    life.is_settled = author.can_say("done") and (is_over or plan.rng.random() < share)
    return "answer_done" if life.is_settled else "answer_plan"


def _write_note(story: Story, life: Life, at: datetime) -> None:
    if life.matter.state in WITH_UNIT:
        matter_commands.add_note(actor=story.handler_of(life), matter=life.matter, text=life.say("note"), at=at)


def _pause(story: Story, life: Life, at: datetime) -> None:
    if life.matter.state == VoiceState.HANDLING:
        reason = life.say("pause_reason")
        matter_commands.pause_deadline(actor=story.handler_of(life), matter=life.matter, reason=reason, at=at)


def _pause_for_some_days(story: Story, life: Life, at: datetime) -> None:
    if life.matter.state == VoiceState.HANDLING:
        _pause(story, life, at)
        story.after(life, at, 24 * life.plan.rng.uniform(3, 8), 0.1, lambda when: _resume(story, life, when))


def _resume(story: Story, life: Life, at: datetime) -> None:
    if life.matter.state == VoiceState.HANDLING:
        matter_commands.resume_deadline(actor=story.handler_of(life), matter=life.matter, at=at)
        plan_answer(story, life, at)


def _recuse(story: Story, life: Life, at: datetime) -> None:
    """The handler steps back, and a colleague goes on."""
    colleagues = story.colleagues_of(life)
    if life.matter.state != VoiceState.HANDLING or not colleagues:
        return
    matter_commands.declare_recusal(
        actor=story.handler_of(life),
        matter=life.matter,
        reason=life.say("recusal_reason"),
        account=life.handler,
        at=at,
    )
    life.handler = colleagues[0]


def _hand_over(story: Story, life: Life, at: datetime) -> None:
    """Somebody else in the unit takes it over."""
    colleagues = story.colleagues_of(life)
    if life.matter.state != VoiceState.HANDLING or not colleagues or life.unit is None:
        return
    matter_commands.assign_matter(
        actor=story.handler_of(life),
        matter=life.matter,
        procedure=VOICE,
        unit=life.unit,
        handler=colleagues[0],
        reason=life.say("reassign_reason"),
        at=at,
    )
    life.handler = colleagues[0]

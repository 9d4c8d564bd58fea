"""What an answer leads to in the told year: a rating, a second person's look, another round, an appeal."""

from datetime import datetime, timedelta

from yishi.demo import handling
from yishi.demo.clock import waking_time
from yishi.demo.plans import Fate
from yishi.demo.story import Life, Story
from yishi.foundation.matters.choices import Step
from yishi.parts.voices import commands
from yishi.parts.voices.choices import VoiceState

ROUNDS = 3
"""After so many answers nobody asks again."""
RATES = {"account": 0.6, "clerk": 0.42, "anonymous": 0.3}
"""How many rate an answer: those with an account, those who called, those who have a code only."""
RATES_MORE_WHEN_HOT = 0.1
HOURS_TO_RATE, MOST_HOURS_TO_RATE = 34, 150
PLANNED_SOLVES_LESS, EACH_ROUND_SOLVES_MORE = 0.25, 0.06
SATISFIED_UNSOLVED = 0.12


def after_answer(story: Story, life: Life, at: datetime) -> None:
    """The author appeals, rates, or keeps silent."""
    plan, rng = life.plan, life.plan.rng
    if plan.fate == Fate.APPEALED and not life.is_appealed:
        if life.answers > 1 or rng.random() < 0.5:
            moment = waking_time(at + timedelta(hours=rng.uniform(8, 90)))
            story.agenda.plan(moment, lambda when: _appeal(story, life, when))
        else:
            _plan_rating(story, life, at, is_solved=False)
        return
    who = "clerk" if plan.is_by_clerk else "anonymous" if plan.resident is None else "account"
    is_keen = plan.fate == Fate.REOPENED and life.answers == 1
    if is_keen or rng.random() < RATES[who] + (RATES_MORE_WHEN_HOT if plan.hot else 0):
        _plan_rating(story, life, at, is_solved=is_keen or _is_solved(story, life))
    else:
        due_at = story.due_at(life, (Step.RATE,)) or at
        story.after(life, due_at, 30, 0.7, lambda when: _check(story, life, when))


def _is_solved(story: Story, life: Life) -> bool:
    share = story.office_of(life).solves
    if life.plan.hot:
        share = min(share, life.plan.hot.solved + 0.15)
    if life.plan.topic.form == "praise" or life.answers >= ROUNDS:
        share = 1.0
    if not life.is_settled:
        share -= PLANNED_SOLVES_LESS
    return life.plan.rng.random() < share + EACH_ROUND_SOLVES_MORE * (life.answers - 1)


def _plan_rating(story: Story, life: Life, at: datetime, *, is_solved: bool) -> None:
    wait = min(life.plan.rng.expovariate(1 / HOURS_TO_RATE), MOST_HOURS_TO_RATE)
    moment = waking_time(at + timedelta(hours=wait, minutes=20))
    story.agenda.plan(moment, lambda when: _rate(story, life, when, is_solved=is_solved))


def _rate(story: Story, life: Life, at: datetime, *, is_solved: bool) -> None:
    if life.matter.state != VoiceState.ANSWERED:
        return
    rng = life.plan.rng
    satisfies = (1 + 2 * story.office_of(life).solves) / 3
    is_satisfied = rng.random() < (satisfies if is_solved else SATISFIED_UNSOLVED)
    rule = "rating_bad" if not is_solved else "rating_good" if is_satisfied else "rating_mixed"
    commands.rate_voice(
        actor=life.author,
        matter=life.matter,
        is_solved=is_solved,
        is_satisfied=is_satisfied,
        comment=life.say(rule),
        at=at,
    )
    if not is_solved:
        handling.plan_answer(story, life, at)
    elif life.plan.fate == Fate.REOPENED and life.answers == 1:
        moment = waking_time(at + timedelta(days=rng.uniform(2.5, 16)))
        story.agenda.plan(moment, lambda when: _reopen(story, life, when))


def _reopen(story: Story, life: Life, at: datetime) -> None:
    if life.matter.state == VoiceState.CLOSED:
        reason = life.say("reopen_reason")
        commands.reopen_voice(actor=life.author, matter=life.matter, reason=reason, at=at)
        handling.plan_answer(story, life, at)


def _appeal(story: Story, life: Life, at: datetime) -> None:
    """The next level takes it up."""
    if life.matter.state != VoiceState.ANSWERED:
        return
    reason = life.say("appeal_reason")
    commands.appeal_voice(actor=life.author, matter=life.matter, reason=reason, at=at)
    life.is_appealed, life.unit = True, life.matter.unit
    if life.unit is not None:
        life.handler = story.choose_handler(life, life.unit)
        story.after(life, at, 9, 0.6, lambda when: handling.contact(story, life, when))


def _check(story: Story, life: Life, at: datetime) -> None:
    """The author kept silent; a second person looks whether it is done."""
    if life.matter.state != VoiceState.ANSWERED:
        return
    rng = life.plan.rng
    is_passed = life.answers >= ROUNDS or rng.random() < (0.95 if life.is_settled else 0.85)
    story.know(life, at)
    life.matter.voice.refresh_from_db(fields=["answered_by"])
    commands.check_closure(
        actor=story.actor(rng.choice(story.town.staff.checkers)),
        matter=life.matter,
        passed=is_passed,
        reason=life.say("check_passed" if is_passed else "check_failed"),
        at=at,
    )
    if not is_passed:
        handling.plan_answer(story, life, at)

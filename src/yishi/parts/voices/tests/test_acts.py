"""Every act of a voice, from both sides: whom it is open to, what it changes, what it leaves in the ledger."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import District, make_account, make_term
from yishi.foundation.ledger.queries import entries_of
from yishi.foundation.matters import commands as matter_commands
from yishi.foundation.matters.choices import Step
from yishi.foundation.matters.models import Deadline, Matter
from yishi.foundation.matters.queries import visible_to
from yishi.foundation.matters.steps import RecusedParty, StaleMatter
from yishi.foundation.people.actors import ANONYMOUS, Actor
from yishi.foundation.people.models import Role
from yishi.foundation.people.queries import actor_of
from yishi.foundation.people.rules import NotPermitted, NotPossible
from yishi.parts.voices import commands
from yishi.parts.voices.models import Answer
from yishi.parts.voices.queries import acts_open_to
from yishi.parts.voices.tests.conftest import FileOne, fresh
from yishi_methods.procedures import VOICE, ActNotAllowed


def kinds(matter: Matter) -> list[str]:
    return [entry.kind for entry in entries_of(matter.number)]


def running(matter: Matter) -> set[str]:
    return set(Deadline.objects.filter(matter=matter, ended_at__isnull=True).values_list("step", flat=True))


def answered(assigned: FileOne, handling: Actor, **given: object) -> Matter:
    matter = assigned(**given)
    commands.answer_voice(actor=handling, matter=matter, text="路灯已于昨日修复，感谢提醒。")
    return fresh(matter)


def test_filing_gives_number_unit_deadlines_and_one_entry(file_one: FileOne, district: District) -> None:
    matter = file_one()
    assert matter.number.startswith("PX-")
    assert matter.unit == district.centre
    assert matter.area_stem == district.grid.stem
    assert running(matter) == {Step.ROUTE, Step.CONTACT, Step.ANSWER}
    assert matter.due_at == min(d.due_at for d in matter.deadlines.all())
    assert kinds(matter) == ["voices.filed"]
    assert all(d.basis for d in matter.deadlines.all())


def test_the_ledger_holds_no_words_of_the_author(file_one: FileOne) -> None:
    matter = file_one(contact={"name": "王秀英", "telephone": "13800000001"})
    body = bytes(entries_of(matter.number)[0].body).decode()
    assert "路灯" not in body
    assert "13800000001" not in body
    assert "王秀英" not in body


def test_the_same_form_twice_is_one_voice(file_one: FileOne) -> None:
    key = "1b671a64-40d5-491e-99b0-da01ff1f3341"
    assert file_one(submission=key).pk == file_one(submission=key).pk
    assert Matter.objects.count() == 1


def test_anybody_may_file_without_an_account(file_one: FileOne) -> None:
    matter = file_one(actor=ANONYMOUS)
    assert matter.authorship.account is None


def test_only_an_office_files_for_others(file_one: FileOne, author: Actor, clerk: Actor) -> None:
    with pytest.raises(NotPermitted):
        file_one(actor=author, channel="telephone")
    matter = file_one(actor=clerk, channel="telephone")
    assert matter.authorship.account_id is None
    assert matter.authorship.filed_by_id == clerk.account_id


def test_a_child_needs_a_guardian(file_one: FileOne) -> None:
    with pytest.raises(NotPossible, match="监护人"):
        file_one(guardian_consent=False)
    assert file_one(guardian_consent=True).authorship.guardian_consent is True


def test_a_complaint_about_a_unit_never_goes_to_it(
    file_one: FileOne, district: District, handling: Actor, clerk: Actor
) -> None:
    matter = file_one(subkind="complaint", about_unit=district.bureau)
    assert matter.voice.suggested_unit != district.bureau
    assert not visible_to(handling).filter(pk=matter.pk, visibility="private").exists()
    assert acts_open_to(handling, matter) == frozenset()
    with pytest.raises(RecusedParty):
        commands.confirm_routing(actor=clerk, matter=matter, category=None, unit=district.bureau)
    assert fresh(matter).state == "filed"


def test_a_complaint_about_the_centre_goes_above_it(file_one: FileOne, district: District) -> None:
    matter = file_one(subkind="complaint", about_unit=district.centre)
    assert matter.unit == district.supervision


def test_reports_are_private(file_one: FileOne, handling: Actor) -> None:
    matter = file_one(subkind="report")
    assert matter.visibility == "private"
    assert not visible_to(ANONYMOUS).filter(pk=matter.pk).exists()
    assert not visible_to(handling).filter(pk=matter.pk).exists()


def test_personal_data_is_masked_in_public_only(file_one: FileOne) -> None:
    matter = file_one("请联系13812345678，身份证号码不方便写。")
    assert "13812345678" in matter.text
    assert "13812345678" not in matter.public_text


def test_routing_is_confirmed_by_the_centre_alone(
    file_one: FileOne, clerk: Actor, handling: Actor, author: Actor, district: District
) -> None:
    matter = file_one()
    for other in (handling, author, ANONYMOUS):
        with pytest.raises(NotPermitted):
            commands.confirm_routing(actor=other, matter=matter, category=None, unit=district.bureau)
    commands.confirm_routing(actor=clerk, matter=matter, category=None, unit=district.bureau)
    matter = fresh(matter)
    assert (matter.state, matter.unit) == ("assigned", district.bureau)
    assert running(matter) == {Step.REFUSE, Step.CONTACT, Step.ANSWER}
    assert kinds(matter) == ["voices.filed", "voices.routed"]


def test_routing_never_moves_the_promised_answer_later(file_one: FileOne, clerk: Actor, district: District) -> None:
    matter = file_one(subkind="consultation")
    before = matter.deadlines.get(step=Step.ANSWER).due_at
    commands.confirm_routing(actor=clerk, matter=matter, category=None, unit=district.bureau, subkind="complaint")
    assert matter.deadlines.get(step=Step.ANSWER).due_at == before


def test_a_wrong_assignment_is_refused_in_time_with_reasons(
    assigned: FileOne, handling: Actor, district: District
) -> None:
    matter = assigned()
    with pytest.raises(NotPossible):
        matter_commands.refuse_assignment(actor=handling, matter=matter, procedure=VOICE, reason=" ")
    matter_commands.refuse_assignment(actor=handling, matter=matter, procedure=VOICE, reason="属于供电公司")
    matter = fresh(matter)
    assert (matter.state, matter.unit) == ("filed", district.centre)
    assert matter.assignments.get().ending == "refused"


def test_after_the_time_an_assignment_cannot_be_refused(assigned: FileOne, handling: Actor) -> None:
    matter = assigned(at=timezone.now() - timedelta(days=40))
    Deadline.objects.filter(matter=matter, step=Step.REFUSE).update(due_at=timezone.now() - timedelta(days=1))
    with pytest.raises(NotPossible, match="退回期限"):
        matter_commands.refuse_assignment(actor=handling, matter=matter, procedure=VOICE, reason="属于供电公司")
    assert fresh(matter).state == "assigned"


def test_contact_then_answer(assigned: FileOne, handling: Actor, clerk: Actor) -> None:
    matter = assigned()
    with pytest.raises(NotPermitted):
        commands.record_contact(actor=clerk, matter=matter, way="telephone")
    commands.record_contact(actor=handling, matter=matter, way="telephone")
    matter = fresh(matter)
    assert matter.state == "handling"
    assert matter.voice.contacted_at is not None
    with pytest.raises(NotPermitted):
        commands.answer_voice(actor=clerk, matter=matter, text="好的")
    commands.answer_voice(actor=handling, matter=matter, text="已修复，联系人13912345678")
    matter = fresh(matter)
    assert matter.state == "answered"
    assert running(matter) == {Step.RATE}
    assert "13912345678" not in Answer.objects.get().public_text
    assert matter.due_at is None


def test_only_the_author_rates_and_solved_closes(assigned: FileOne, handling: Actor, author: Actor) -> None:
    matter = answered(assigned, handling)
    for other in (handling, ANONYMOUS):
        with pytest.raises(NotPermitted):
            commands.rate_voice(actor=other, matter=matter, is_solved=True, is_satisfied=True)
    commands.rate_voice(actor=author, matter=matter, is_solved=True, is_satisfied=True)
    matter = fresh(matter)
    assert matter.state == "closed"
    assert running(matter) == set()
    assert not matter.assignments.filter(ends_at__isnull=True).exists()


def test_whoever_shows_number_and_code_is_the_author(assigned: FileOne, handling: Actor) -> None:
    matter = answered(assigned, handling, actor=ANONYMOUS)
    visitor = Actor(reference="anonymous", matter_keys=frozenset({matter.number}))
    commands.rate_voice(actor=visitor, matter=matter, is_solved=True, is_satisfied=False)
    assert fresh(matter).voice.is_satisfied is False


def test_unsolved_is_done_again(assigned: FileOne, handling: Actor, author: Actor) -> None:
    matter = answered(assigned, handling)
    commands.rate_voice(actor=author, matter=matter, is_solved=False, is_satisfied=False)
    matter = fresh(matter)
    assert matter.state == "handling"
    assert matter.voice.times_reopened == 1
    assert running(matter) == {Step.ANSWER}
    assert matter.due_at is not None


def test_a_silent_author_means_a_second_person_checks(
    assigned: FileOne, handling: Actor, checker: Actor, district: District
) -> None:
    matter = answered(assigned, handling)
    with pytest.raises(NotPossible, match="评价期"):
        commands.check_closure(actor=checker, matter=matter, passed=True, reason="现场看过")
    later = timezone.now() + timedelta(days=60)
    assert commands.open_checks(now=later) == 1
    matter = fresh(matter)
    assert running(matter) == {Step.CHECK}
    with pytest.raises(NotPermitted):
        commands.check_closure(actor=handling, matter=matter, passed=True, reason="我看过了", at=later)
    commands.check_closure(actor=checker, matter=matter, passed=True, reason="现场看过，灯已亮", at=later)
    assert fresh(matter).state == "closed"


def test_who_answered_cannot_check_even_with_the_office(
    assigned: FileOne, handling: Actor, officer, district: District
) -> None:
    matter = answered(assigned, handling)
    make_term(officer, Role.SUPERVISOR, district.supervision)
    later = timezone.now() + timedelta(days=60)
    with pytest.raises(NotPermitted, match="第二个人"):
        commands.check_closure(actor=actor_of(officer), matter=matter, passed=True, reason="看过", at=later)


def test_a_failed_check_sends_it_back(assigned: FileOne, handling: Actor, checker: Actor) -> None:
    matter = answered(assigned, handling)
    commands.check_closure(actor=checker, matter=matter, passed=False, reason="灯仍不亮")
    matter = fresh(matter)
    assert matter.state == "handling"
    assert running(matter) == {Step.ANSWER}


def test_closed_can_be_reopened_and_appealed(
    assigned: FileOne, handling: Actor, author: Actor, district: District
) -> None:
    matter = answered(assigned, handling)
    commands.rate_voice(actor=author, matter=matter, is_solved=True, is_satisfied=True)
    matter = fresh(matter)
    with pytest.raises(NotPermitted):
        commands.reopen_voice(actor=handling, matter=matter, reason="又坏了")
    commands.reopen_voice(actor=author, matter=matter, reason="又坏了")
    matter = fresh(matter)
    assert (matter.state, matter.closed_at) == ("handling", None)
    assert matter.assignments.filter(ends_at__isnull=True).count() == 1


def test_an_appeal_goes_to_the_next_level_with_its_own_clock(
    assigned: FileOne, handling: Actor, author: Actor, district: District
) -> None:
    matter = answered(assigned, handling)
    with pytest.raises(NotPermitted):
        commands.appeal_voice(actor=handling, matter=matter, reason="不认可")
    commands.appeal_voice(actor=author, matter=matter, reason="没有修好就说修好了")
    matter = fresh(matter)
    assert (matter.state, matter.unit) == ("assigned", district.bureau.parent)
    assert running(matter) == {Step.APPEAL}
    assert kinds(matter)[-1] == "voices.appealed"


def test_withdrawing_hides_the_words_and_keeps_the_entries(assigned: FileOne, author: Actor, handling: Actor) -> None:
    matter = assigned()
    with pytest.raises(NotPermitted):
        commands.withdraw_voice(actor=handling, matter=matter)
    commands.withdraw_voice(actor=author, matter=matter)
    matter = fresh(matter)
    assert (matter.state, matter.visibility) == ("withdrawn", "redacted")
    assert running(matter) == set()
    assert kinds(matter) == ["voices.filed", "voices.routed", "voices.withdrawn"]
    with pytest.raises(ActNotAllowed):
        commands.appeal_voice(actor=author, matter=matter, reason="反悔")


def test_correcting_keeps_the_former_words(file_one: FileOne, author: Actor, handling: Actor) -> None:
    matter = file_one("路灯坏了")
    with pytest.raises(NotPermitted):
        commands.correct_voice(actor=handling, matter=matter, text="路灯没坏")
    commands.correct_voice(actor=author, matter=matter, text="路灯坏了两盏")
    matter = fresh(matter)
    assert matter.text == "路灯坏了两盏"
    assert matter.voice.replies.get().former_text == "路灯坏了"


def test_redirecting_shows_the_channel_and_can_be_appealed(
    file_one: FileOne, clerk: Actor, author: Actor, handling: Actor
) -> None:
    matter = file_one()
    with pytest.raises(NotPermitted):
        commands.redirect_voice(actor=handling, matter=matter, channel="court", reason="已起诉")
    commands.redirect_voice(actor=clerk, matter=matter, channel="court", reason="已起诉")
    matter = fresh(matter)
    assert (matter.state, matter.voice.redirected_to) == ("redirected", "court")
    commands.appeal_voice(actor=author, matter=matter, reason="没有起诉过")
    assert fresh(matter).state == "assigned"


def test_merging_loses_nothing(file_one: FileOne, assigned: FileOne, clerk: Actor, author: Actor) -> None:
    into = assigned()
    other = file_one("三栋门口路灯不亮", actor=ANONYMOUS)
    matter_commands.support_matter(actor=author, matter=other, supporter="a" * 64)
    matter_commands.merge_matter(actor=clerk, matter=other, into=into, procedure=VOICE, reason="同一盏灯")
    other = fresh(other)
    assert (other.state, other.merged_into) == ("merged", into)
    assert other.text == "三栋门口路灯不亮"
    assert other.supports.count() == 1
    assert other.authorship is not None


@pytest.mark.parametrize("wrong", ["itself", "closed"])
def test_merging_into_nonsense_is_refused(
    wrong: str, assigned: FileOne, handling: Actor, author: Actor, clerk: Actor
) -> None:
    matter = assigned()
    into = matter
    if wrong == "closed":
        into = answered(assigned, handling)
        commands.rate_voice(actor=author, matter=into, is_solved=True, is_satisfied=True)
        into = fresh(into)
    with pytest.raises(NotPossible):
        matter_commands.merge_matter(actor=clerk, matter=matter, into=into, procedure=VOICE, reason="x")
    assert fresh(matter).state == "assigned"


def test_reassigning_within_the_rules(assigned: FileOne, handling: Actor, author: Actor, district: District) -> None:
    matter = assigned()
    with pytest.raises(NotPermitted):
        matter_commands.assign_matter(actor=author, matter=matter, procedure=VOICE, unit=district.town_unit, reason="x")
    matter_commands.assign_matter(
        actor=handling, matter=matter, procedure=VOICE, unit=district.town_unit, reason="属地管理"
    )
    assert fresh(matter).unit == district.town_unit
    assert list(matter.assignments.values_list("ending", flat=True)) == ["reassigned", ""]


def test_a_recused_person_is_blocked(assigned: FileOne, handling: Actor, officer) -> None:
    matter = assigned()
    matter_commands.declare_recusal(actor=handling, matter=matter, account=officer, reason="是我邻居")
    assert acts_open_to(handling, fresh(matter)) == frozenset()
    with pytest.raises(NotPermitted):
        commands.answer_voice(actor=handling, matter=fresh(matter), text="已办")


def test_two_people_at_once_are_told(assigned: FileOne, handling: Actor) -> None:
    matter = assigned()
    first, second = fresh(matter), fresh(matter)
    commands.record_contact(actor=handling, matter=first, way="telephone", version=first.version)
    with pytest.raises(StaleMatter):
        commands.answer_voice(actor=handling, matter=second, text="已办", version=second.version)
    assert Answer.objects.count() == 0


def test_support_is_counted_once_and_entered_in_batches(file_one: FileOne, author: Actor) -> None:
    matter = file_one()
    assert matter_commands.support_matter(actor=author, matter=matter, supporter="a" * 64)
    assert not matter_commands.support_matter(actor=author, matter=matter, supporter="a" * 64)
    assert matter_commands.support_matter(actor=author, matter=matter, supporter="b" * 64)
    assert fresh(matter).supporters == 2
    assert matter_commands.enter_supports() == 2
    assert matter_commands.enter_supports() == 0
    assert kinds(matter) == ["voices.filed", "matters.supported"]
    assert not matter_commands.withdraw_support(matter=matter, supporter="a" * 64)


def test_a_missed_deadline_goes_to_the_next_level_once(assigned: FileOne, district: District) -> None:
    matter = assigned(at=timezone.now() - timedelta(days=60))
    assert matter_commands.escalate_overdue() == 2
    assert matter_commands.escalate_overdue() == 0
    matter = fresh(matter)
    assert matter.escalated_to == district.bureau.parent
    assert matter.unit == district.bureau
    assert kinds(matter).count("matters.escalated") == 2


def test_a_pause_stops_the_clock(assigned: FileOne, handling: Actor) -> None:
    matter = assigned()
    before = matter.deadlines.get(step=Step.ANSWER).due_at
    matter_commands.pause_deadline(actor=handling, matter=matter, reason="等待检测报告")
    pause = matter.deadlines.get(step=Step.ANSWER).pauses.get()
    pause.starts_at -= timedelta(days=9)
    pause.save()
    Deadline.objects.filter(matter=matter, step=Step.ANSWER).update(starts_at=pause.starts_at)
    matter_commands.resume_deadline(actor=handling, matter=fresh(matter))
    assert matter.deadlines.get(step=Step.ANSWER).due_at >= before


def test_notes_are_internal(assigned: FileOne, handling: Actor, author: Actor) -> None:
    matter = assigned()
    with pytest.raises(NotPermitted):
        matter_commands.add_note(actor=author, matter=matter, text="看得到吗")
    matter_commands.add_note(actor=handling, matter=matter, text="已约周三上门")
    assert matter.notes.get().text == "已约周三上门"


def test_a_handler_must_belong_to_the_unit(assigned: FileOne, handling: Actor, district: District) -> None:
    stranger = make_account("liwei", "李伟")
    with pytest.raises(NotPossible, match="任职"):
        matter_commands.assign_matter(
            actor=handling, matter=assigned(), procedure=VOICE, unit=district.bureau, handler=stranger, reason="x"
        )


def test_the_supervisor_of_the_district_sees_voices_without_a_known_place(file_one: FileOne, checker: Actor) -> None:
    matter = file_one(area=None, subkind="report")
    assert visible_to(checker).filter(pk=matter.pk).exists()


def test_long_after_closing_a_new_voice_is_filed_instead(assigned: FileOne, handling: Actor, author: Actor) -> None:
    matter = answered(assigned, handling)
    commands.rate_voice(actor=author, matter=matter, is_solved=True, is_satisfied=True)
    matter = fresh(matter)
    later = timezone.now() + timedelta(days=31)
    for act in (commands.reopen_voice, commands.appeal_voice):
        with pytest.raises(NotPossible, match="期限"):
            act(actor=author, matter=matter, reason="又坏了", at=later)
    Matter.objects.filter(pk=matter.pk).update(closed_at=timezone.now() - timedelta(days=31))
    assert acts_open_to(author, fresh(matter)) == frozenset()


def test_the_author_of_a_merged_voice_reads_the_answer_on_their_own_page(
    file_one: FileOne, assigned: FileOne, clerk: Actor, handling: Actor, author: Actor, client, resident
) -> None:
    into = assigned(actor=ANONYMOUS, is_private=True)
    mine = file_one("三栋门口路灯不亮")
    matter_commands.merge_matter(actor=clerk, matter=mine, into=into, procedure=VOICE, reason="同一盏灯")
    commands.answer_voice(actor=handling, matter=fresh(into), text="镇流器已经更换。")
    client.force_login(resident)
    page = client.get(f"/voices/{mine.number}/").content.decode()
    assert "镇流器已经更换" in page
    assert f"/voices/{into.number}/" not in page
    client.logout()
    assert "镇流器" not in client.get(f"/voices/{mine.number}/").content.decode()

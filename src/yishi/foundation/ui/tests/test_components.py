"""Components and forms, as HTML."""

import datetime as dt

import pytest
from django import forms
from django.template import Context, Template
from django.test import override_settings
from django.utils import timezone

from yishi.foundation.ui import times
from yishi.foundation.ui.components import Moment, Tab, steps_until
from yishi.foundation.ui.context import TYPE_SIZE_COOKIE, wants_large_type
from yishi.foundation.ui.forms import Choices, LongText
from yishi.foundation.ui.templatetags.ui import TONES, chip


@pytest.fixture(autouse=True)
def plain_days(monkeypatch):
    """Days as they come, so that no calendar is read."""
    monkeypatch.setattr(times, "_count", None)


def html(source: str, **context) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize("tone", TONES)
def test_a_chip_has_its_words(tone):
    assert f'<span class="chip chip-{tone}">办理中 &lt;b&gt;</span>' == chip("办理中 <b>", tone)


def test_a_chip_of_an_unknown_tone_is_refused():
    with pytest.raises(ValueError, match="tones"):
        chip("办理中", "purple")


def test_a_ticket_shows_number_state_and_due_date():
    text = html(
        '{% ticket number state="办理中" tone="moving" due=at %}',
        number="PX-26-7K4Q",
        at=timezone.now() + dt.timedelta(days=9),
    )
    assert "<strong>PX-26-7K4Q</strong>" in text
    assert 'data-copy="PX-26-7K4Q"' in text
    assert "chip-moving" in text
    assert "due-calm" in text


def test_a_ticket_without_state_has_no_lower_half():
    assert "ticket-state" not in html('{% ticket "PX-26-7K4Q" %}')


def test_steps_say_where_a_matter_is():
    assert [step.state for step in steps_until("abc", 1)] == ["done", "now", "todo"]
    assert [step.state for step in steps_until("abc", 2, is_finished=True)] == ["done", "done", "done"]
    assert html("{% steps way %}", way=steps_until("abc", 1)).count('aria-current="step"') == 1


def test_a_timeline_marks_what_is_internal():
    moments = [
        Moment(timezone.now(), "受理中心", "已收到"),
        Moment(timezone.now(), "城管局", "备注", "a<b", is_internal=True),
    ]
    text = html("{% timeline moments %}", moments=moments)
    assert text.count("timeline-tag") == 1
    assert "a&lt;b" in text


def test_tabs_mark_the_page_one_is_on():
    text = html('{% tabs pages "x" %}', pages=[Tab("待办", "/a/", is_here=True, count=0), Tab("办结", "/b/")])
    assert text.count("aria-current") == 1
    assert ">0</span>" in text


def test_progress_polls_until_it_is_done():
    assert "hx-get" in html('{% progress 1 2 "…" poll="/x/" %}')
    assert "hx-get" not in html('{% progress 2 2 "…" poll="/x/" %}')
    assert "0%" in html('{% progress 0 0 "…" %}')


def test_a_captured_piece_is_shown_where_it_is_wanted():
    assert html("{% capture as piece %} a&amp;b {% endcapture %}[{{ piece }}]") == "[a&amp;b]"


class SampleForm(forms.Form):
    text = forms.CharField(label="内容", widget=LongText, max_length=5, help_text="几句话就行")
    kind = forms.ChoiceField(
        label="类别", choices=[("a", "咨询"), ("b", "求助")], widget=Choices(hints={"a": "想问一件事"}), required=False
    )
    agree = forms.BooleanField(label="同意")


def test_a_wrong_form_begins_with_a_summary_linked_to_its_fields():
    text = html('{% include "ui/form.html" %}', form=SampleForm({"text": "一二三四五六", "kind": "z"}))
    assert 'href="#id_text"' in text
    assert 'href="#id_agree"' in text
    assert 'href="#id_kind_0"' in text
    assert 'aria-describedby="id_text_helptext id_text_error"' in text
    assert 'id="id_text_error"' in text
    assert "请填写这一项。" in text
    assert "请在列出的选项里选一个。" in text
    assert "<textarea" in text
    assert "一二三四五六" in text


def test_a_fresh_form_has_no_summary_and_marks_what_is_optional():
    text = html('{% include "ui/form.html" with submit="说" %}', form=SampleForm())
    assert "error-summary" not in text
    assert text.count("（选填）") == 1
    assert "想问一件事" in text


def test_a_limit_is_counted_and_nothing_is_cut_off():
    text = html("{% field form.text %}", form=SampleForm())
    assert 'data-limit="5"' in text
    assert "maxlength" not in text


@pytest.mark.parametrize("name", ["Account", "Nobody"])
def test_large_type_of_the_device_goes_before_the_account(rf, name):
    request = rf.get("/")
    request.user = type(name, (), {"large_type": name == "Account"})()
    assert wants_large_type(request) is (name == "Account")
    request.COOKIES[TYPE_SIZE_COOKIE] = "normal"
    assert wants_large_type(request) is False
    request.COOKIES[TYPE_SIZE_COOKIE] = "large"
    assert wants_large_type(request) is True
    request.COOKIES[TYPE_SIZE_COOKIE] = "<script>"
    assert wants_large_type(request) is False


@override_settings(SERVICE_TELEPHONE="0512-12345")
def test_the_telephone_of_a_person_is_on_every_page(rf):
    from yishi.foundation.ui.context import page_context

    assert page_context(rf.get("/a/?b=1"))["here"] == "/a/?b=1"
    assert page_context(rf.get("/"))["service_telephone"] == "0512-12345"

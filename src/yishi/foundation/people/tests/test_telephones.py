"""Telephone numbers in one form; texts through a gateway."""

import io
import json
import urllib.error
from email.message import Message

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishi.foundation.people import gateways
from yishi.foundation.people.gateways import ConsoleGateway, HttpGateway, TextNotSent, text_gateway
from yishi.foundation.people.telephones import (
    NotATelephone,
    masked_telephone,
    normalise_telephone,
    written_telephone,
)

NUMBER = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@given(NUMBER, st.sampled_from(["", "+86", "86", "0086", "+86 ", "（+86）"]), st.sampled_from(["", " ", "-"]))
def test_a_mainland_number_has_one_form_however_it_is_written(number, prefix, gap):
    written = prefix + gap.join((number[:3], number[3:7], number[7:]))
    assert normalise_telephone(written) == f"+86{number}"
    assert normalise_telephone(normalise_telephone(written)) == f"+86{number}"


@pytest.mark.parametrize(
    "written, normal",
    [
        ("１３８１２３４５６７８", "+8613812345678"),
        ("+852 5123 4567", "+85251234567"),
        ("00852-51234567", "+85251234567"),
    ],
)
def test_full_width_figures_and_other_countries(written, normal):
    assert normalise_telephone(written) == normal


@pytest.mark.parametrize("text", ["", "12345", "0551-62345678", "1381234567", "138123456789", "+86 2381234567", "李四"])
def test_what_is_no_mobile_number(text):
    with pytest.raises(NotATelephone, match="11位手机号码"):
        normalise_telephone(text)


@pytest.mark.parametrize(
    "number, masked", [("+8613812345678", "138****5678"), ("+85251234567", "+85****4567"), ("12345", "****")]
)
def test_a_masked_number_keeps_its_middle_to_itself(number, masked):
    assert masked_telephone(number) == masked


def test_a_number_is_written_as_one_reads_it_out():
    assert written_telephone("+8613812345678") == "138 1234 5678"
    assert written_telephone("+85251234567") == "+85251234567"


def test_the_console_prints_the_text(capsys):
    ConsoleGateway().send("+8613812345678", "验证码 123456")
    assert "+8613812345678" in capsys.readouterr().err


def test_the_gateway_is_chosen_by_a_setting(settings):
    settings.TEXT_GATEWAY = "yishi.foundation.people.gateways.HttpGateway"
    assert isinstance(text_gateway(), HttpGateway)


def test_a_provider_gets_the_text_as_json(settings, monkeypatch):
    settings.TEXT_URL, settings.TEXT_TOKEN = "https://texts.example/send", "secret"
    asked = []

    def take(request, timeout):
        asked.append(request)
        return io.BytesIO()

    monkeypatch.setattr(gateways.urllib.request, "urlopen", take)
    HttpGateway().send("+8613812345678", "验证码 123456")
    assert json.loads(asked[0].data) == {"telephone": "+8613812345678", "text": "验证码 123456"}
    assert asked[0].get_header("Authorization") == "Bearer secret"


@pytest.mark.parametrize(
    "failure",
    [
        urllib.error.HTTPError("https://texts.example/send", 503, "", Message(), io.BytesIO()),
        urllib.error.URLError("refused"),
        TimeoutError(),
    ],
)
def test_a_provider_that_fails_is_an_error_without_number_or_text(settings, monkeypatch, failure):
    settings.TEXT_URL, settings.TEXT_TOKEN = "https://texts.example/send", ""

    def fail(request, timeout):
        raise failure

    monkeypatch.setattr(gateways.urllib.request, "urlopen", fail)
    with pytest.raises(TextNotSent) as caught:
        HttpGateway().send("+8613812345678", "验证码 123456")
    assert "138" not in str(caught.value)

"""The Chinese sentences that correct those of the sign-in library."""

import re
from pathlib import Path

import allauth
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

PLACEHOLDER = re.compile(r"%\((\w+)\)s|%[sd]")
OURS = Path(__file__).parents[1] / "locale/zh_Hans/LC_MESSAGES/django.po"
THEIRS = Path(allauth.__file__).parent / "locale/zh_Hans/LC_MESSAGES/django.po"


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def test_each_corrects_a_sentence_that_the_library_has():
    known = {(message.id, message.context) for message in read(THEIRS)}
    assert [message.id for message in read(OURS) if (message.id, message.context) not in known] == []


def test_none_asks_for_a_value_that_is_not_there():
    wrong = []
    for message in read(OURS):
        offered = set(PLACEHOLDER.findall(str(message.id)))
        if set(PLACEHOLDER.findall(str(message.string))) - offered:
            wrong.append(message.id)
    assert wrong == []

"""The Chinese sentences that correct those of the libraries."""

import re
from pathlib import Path

import allauth
import django.contrib.auth
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

PLACEHOLDER = re.compile(r"%\((\w+)\)s|%[sd]")
OURS = Path(__file__).parents[1] / "locale/zh_Hans/LC_MESSAGES/django.po"
THEIRS = [
    Path(str(library.__file__)).parent / "locale/zh_Hans/LC_MESSAGES/django.po"
    for library in (allauth, django.contrib.auth)
]


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def test_each_corrects_a_sentence_that_a_library_has():
    known = {(message.id, message.context) for path in THEIRS for message in read(path)}
    assert [message.id for message in read(OURS) if (message.id, message.context) not in known] == []


def test_none_asks_for_a_value_that_is_not_there():
    wrong = []
    for message in read(OURS):
        offered = set(PLACEHOLDER.findall(str(message.id)))
        if set(PLACEHOLDER.findall(str(message.string))) - offered:
            wrong.append(message.id)
    assert wrong == []

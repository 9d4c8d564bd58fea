"""Catalogues: what is extracted, kept, dropped, complained of and compiled."""

import gettext
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from django.core.management import CommandError, call_command

from yishi.foundation.ui import catalogue
from yishi.foundation.ui.extraction import extracted_messages, untranslatable_words

TEMPLATE = """\
{% load i18n %}
{# 说明：不会显示 #}
{% comment %}旧文字{% endcomment %}
<h1>{% translate "您的诉求" %}</h1>
<p title="{{ _("编号") }}">{% translate "办理" context "动词" %}</p>
{% include "ui/part.html" with label=_("姓名") %}
{% blocktranslate trimmed with number=matter.number %}
    已收到。编号 {{ number }}。
{% endblocktranslate %}
{% blocktranslate count total=total trimmed %}
    有 {{ total }} 件
{% plural %}
    共有 {{ total }} 件
{% endblocktranslate %}
"""
PYTHON = """\
from django.utils.translation import gettext_lazy as _, ngettext
reason = _("只有承办单位可以答复。")
count = ngettext("%(n)d 天", "%(n)d 天", 2)
plain = "资料"
"""


def invented_app(name: str, path: str) -> Any:
    return SimpleNamespace(name=name, path=path)


@pytest.fixture
def app(tmp_path):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE, encoding="utf-8")
    (tmp_path / "rules.py").write_text(PYTHON, encoding="utf-8")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_rules.py").write_text('_("不算")', encoding="utf-8")
    return invented_app(name="yishi.invented", path=str(tmp_path))


def written(app):
    return catalogue.read_catalogue(catalogue.catalogue_file(app, "en"), "en")


def translate(app, translations):
    catalogue.update_catalogue(app, "en")
    content = written(app)
    for message in catalogue.messages_of(content):
        message.string = translations.get(catalogue.text(message), message.string)
    catalogue.write_catalogue(catalogue.catalogue_file(app, "en"), content, "en")


COMPLETE = {
    "您的诉求": "Your voice",
    "编号": "Number",
    "办理": "Handle",
    "姓名": "Name",
    "已收到。编号 %(number)s。": "Received. Number %(number)s.",
    "有 %(total)s 件": ("One", "%(total)s in all"),
    "只有承办单位可以答复。": "Only the responsible unit may answer.",
    "%(n)d 天": ("%(n)d day", "%(n)d days"),
}


def test_messages_come_from_templates_and_python(app, tmp_path):
    found = catalogue.messages_of(extracted_messages(tmp_path))
    assert {catalogue.text(message) for message in found} == set(COMPLETE)
    assert {message.context for message in found} == {None, "动词"}


def test_a_complete_catalogue_has_no_problem(app):
    translate(app, COMPLETE)
    assert list(catalogue.problems([app])) == []


def test_a_fresh_catalogue_is_untranslated(app):
    assert len([p for p in catalogue.problems([app]) if "missing" in p]) == len(COMPLETE)
    catalogue.update_catalogue(app, "en")
    assert len([p for p in catalogue.problems([app]) if "not translated" in p]) == len(COMPLETE)


def test_an_update_keeps_translations_and_names_what_it_drops(app, tmp_path):
    translate(app, COMPLETE)
    (tmp_path / "rules.py").write_text("", encoding="utf-8")
    dropped = catalogue.update_catalogue(app, "en")
    assert sorted(dropped)[1] == "只有承办单位可以答复。 → Only the responsible unit may answer."
    assert list(catalogue.problems([app])) == []


def test_an_update_changes_nothing_the_second_time(app):
    translate(app, COMPLETE)
    path = catalogue.catalogue_file(app, "en")
    before = path.read_bytes()
    assert catalogue.update_catalogue(app, "en") == []
    assert path.read_bytes() == before
    assert b"page.html:" not in before


@pytest.mark.parametrize(
    "change, problem",
    [
        ({"已收到。编号 %(number)s。": "Received."}, "placeholders differ"),
        ({"已收到。编号 %(number)s。": "Received %(name)s."}, "placeholders differ"),
        ({"有 %(total)s 件": ("One", "Many")}, "placeholders differ"),
        ({"编号": ""}, "not translated"),
    ],
)
def test_a_wrong_translation_is_a_problem(app, change, problem):
    translate(app, COMPLETE | change)
    (line,) = catalogue.problems([app])
    assert problem in line


def test_a_fuzzy_or_unused_message_is_a_problem(app):
    translate(app, COMPLETE)
    content = written(app)
    content.get("编号").flags.add("fuzzy")
    content.add("旧的", "Old")
    catalogue.write_catalogue(catalogue.catalogue_file(app, "en"), content, "en")
    found = sorted(catalogue.problems([app]))
    assert ["marked fuzzy: 编号" in found[0], "no longer used: 旧的" in found[1]] == [True, True]


def test_two_apps_translate_a_message_alike(app, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    (other / "forms.py").write_text('_("编号")', encoding="utf-8")
    second = invented_app(name="yishi.second", path=str(other))
    translate(app, COMPLETE)
    translate(second, {"编号": "No."})
    (line,) = catalogue.problems([app, second])
    assert "translated otherwise in yishi.invented" in line


def test_chinese_words_outside_of_tags_are_named_with_their_line(app, tmp_path):
    page = tmp_path / "templates" / "page.html"
    page.write_text('<p>\n漏掉了</p>{% include "a.html" with label="也漏了" %}', encoding="utf-8")
    assert [line for line, _ in untranslatable_words(page)] == [2, 2]
    assert any(f"{page}:2: not inside" in problem for problem in catalogue.problems([app]))


def test_words_that_say_their_language_are_meant_in_chinese(tmp_path):
    page = tmp_path / "page.html"
    page.write_text('<button lang="zh-hans">中文</button>', encoding="utf-8")
    assert list(untranslatable_words(page)) == []


def test_a_message_with_space_around_it_asks_for_trimmed(app, tmp_path):
    page = tmp_path / "templates" / "page.html"
    page.write_text("{% blocktranslate %}\n您好{% endblocktranslate %}", encoding="utf-8")
    translate(app, COMPLETE | {"\n您好": "\nHello"})
    assert any("trimmed" in problem for problem in catalogue.problems([app]))


def test_compiled_catalogues_are_what_gettext_reads(app):
    translate(app, COMPLETE)
    catalogue.compile_catalogue(app, "en")
    with catalogue.catalogue_file(app, "en").with_suffix(".mo").open("rb") as file:
        translations = gettext.GNUTranslations(file)
    assert translations.gettext("编号") == "Number"
    assert translations.pgettext("动词", "办理") == "Handle"
    assert translations.ngettext("%(n)d 天", "%(n)d 天", 1) == "%(n)d day"


def test_compiling_without_a_catalogue_writes_nothing(app, tmp_path):
    catalogue.compile_catalogue(app, "en")
    assert not list(tmp_path.rglob("*.mo"))


def test_an_empty_app_gets_no_catalogue(tmp_path):
    app = invented_app(name="yishi.empty", path=str(tmp_path))
    assert catalogue.update_catalogue(app, "en") == []
    assert not catalogue.catalogue_file(app, "en").exists()
    assert catalogue.messages_of(Catalog()) == []


def test_the_command_refuses_an_unknown_app():
    with pytest.raises(CommandError, match="nowhere"):
        call_command("catalogue", "nowhere")


def test_the_command_fails_where_there_are_problems(monkeypatch):
    monkeypatch.setattr(catalogue, "problems", lambda apps: ["missing: 编号"])
    complaints = StringIO()
    with pytest.raises(CommandError, match="1 problem"):
        call_command("catalogue", "--check", stderr=complaints)
    assert "编号" in complaints.getvalue()

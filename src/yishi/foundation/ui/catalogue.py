"""The translation catalogues of the project's own apps: brought up to date, checked and compiled.

Messages are Chinese; each app keeps their translations in `locale/<language>/LC_MESSAGES/django.po`. Babel reads and
writes the files, so that no machine needs the gettext programs.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.apps import AppConfig, apps
from django.conf import settings

from yishi.foundation.ui.extraction import extracted_messages, is_template, source_files, untranslatable_words

HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural_forms};\\n"

"""
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)[^{}]*\}|(%[sd])")
Key = tuple[str, str | None]


def own_apps(labels: Iterable[str] = ()) -> list[AppConfig]:
    """The project's own apps, all or those with these labels; LookupError for a label that no app has."""
    if wanted := [apps.get_app_config(label) for label in labels]:
        return wanted
    return [app for app in apps.get_app_configs() if app.name.split(".")[0] == "yishi"]


def target_languages() -> list[str]:
    return [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def catalogue_file(app: AppConfig, language: str) -> Path:
    return Path(app.path) / "locale" / language / "LC_MESSAGES" / "django.po"


def read_catalogue(path: Path, language: str) -> Catalog:
    """The catalogue in a file; an empty one where there is none."""
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


# Update


def update_catalogue(app: AppConfig, language: str) -> list[str]:
    """Write the catalogue with exactly the messages of the sources; returns the translations that were dropped."""
    path = catalogue_file(app, language)
    found, written = extracted_messages(Path(app.path)), read_catalogue(path, language)
    known = {key(message): message for message in [*written.obsolete.values(), *messages_of(written)]}
    fresh = Catalog(locale=language)
    for message in messages_of(found):
        before = known.pop(key(message), None)
        keeps = before is not None and before.pluralizable == message.pluralizable
        flags = before.flags & {"fuzzy"} if keeps and before else set()
        string = before.string if keeps and before else None
        comments = before.user_comments if before else ()
        fresh.add(message.id, string, message.locations, flags, user_comments=comments, context=message.context)
    if len(fresh) or path.exists():
        write_catalogue(path, fresh, language)
    return [f"{text(message)} → {message.string}" for message in known.values() if message.string]


def write_catalogue(path: Path, catalogue: Catalog, language: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(HEADER.format(language=language, plural_forms=catalogue.plural_forms.rstrip(";")).encode())
        write_po(file, catalogue, width=100, omit_header=True, sort_by_file=True, include_lineno=False)


# Compile


def kept_languages(app: AppConfig) -> list[str]:
    """The languages an app keeps catalogues of; one of Chinese corrects the sentences of a library."""
    return sorted(path.parts[-3] for path in (Path(app.path) / "locale").glob("*/LC_MESSAGES/django.po"))


def compile_catalogue(app: AppConfig, language: str) -> None:
    """Write the .mo beside the .po, for Django to read."""
    path = catalogue_file(app, language)
    if path.exists():
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, read_catalogue(path, language))


# Check


def problems(chosen: Iterable[AppConfig]) -> Iterator[str]:
    """Everything that keeps the catalogues from being complete and true, one line each."""
    translated: dict[tuple[str, Key], tuple[str, str]] = {}
    for app in chosen:
        yield from template_problems(app)
        for language in target_languages():
            written = read_catalogue(catalogue_file(app, language), language)
            yield from (f"{app.name} [{language}]: {line}" for line in catalogue_problems(app, written))
            for message in messages_of(written):
                before = translated.setdefault((language, key(message)), (app.name, str(message.string)))
                if before[1] != str(message.string):
                    yield f"{app.name} [{language}]: translated otherwise in {before[0]}: {text(message)}"


def template_problems(app: AppConfig) -> Iterator[str]:
    folder = Path(app.path)
    for path in source_files(folder):
        if is_template(path, path.relative_to(folder).parts):
            for line, words in untranslatable_words(path):
                yield f"{path}:{line}: not inside a translation tag: {words}"


def catalogue_problems(app: AppConfig, written: Catalog) -> Iterator[str]:
    found = {key(message): message for message in messages_of(extracted_messages(Path(app.path)))}
    present = {key(message): message for message in messages_of(written)}
    yield from (f"missing: {text(found[each])}" for each in found if each not in present)
    yield from (f"no longer used: {text(present[each])}" for each in present if each not in found)
    yield from (f"no longer used: {text(message)}" for message in written.obsolete.values())
    for each, message in present.items():
        if each in found and found[each].pluralizable != message.pluralizable:
            yield f"plural forms differ: {text(message)}"
        else:
            yield from message_problems(message)


def message_problems(message: Message) -> Iterator[str]:
    if message.fuzzy:
        yield f"marked fuzzy: {text(message)}"
    strings = strings_of(message.string)
    if not all(strings):
        yield f"not translated: {text(message)}"
        return
    if text(message) != text(message).strip():
        yield f"begins or ends with space, use `trimmed`: {text(message)!r}"
    allowed = set().union(*(placeholders(each) for each in strings_of(message.id)))
    # The singular may leave the number out ("One voice"); the last form, which is the general one, may leave out none.
    if placeholders(strings[-1]) != allowed or any(placeholders(each) - allowed for each in strings):
        yield f"placeholders differ: {text(message)} → {strings[-1]}"


def placeholders(string: str) -> set[str]:
    return {"".join(groups) for groups in PLACEHOLDER.findall(string)}


# Messages


def messages_of(catalogue: Catalog) -> list[Message]:
    """The messages without the header."""
    return [message for message in catalogue if message.id]


def strings_of(value: str | Iterable[str] | None) -> list[str]:
    return [value or ""] if value is None or isinstance(value, str) else list(value)


def text(message: Message) -> str:
    return strings_of(message.id)[0]


def key(message: Message) -> Key:
    return text(message), message.context

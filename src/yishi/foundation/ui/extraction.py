"""Finds the messages in the sources of an app, and the Chinese words in its templates that nobody can translate."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from django.template.base import Lexer, Token, TokenType
from django.utils.translation.template import templatize

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
TEMPLATE_ENDINGS = {".html", ".txt", ".xml"}
LEFT_OUT = {"tests", "migrations", "locale", "static"}
CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
SAYS_ITS_LANGUAGE = re.compile(r"""\blang=["']zh""")  # words that are meant in Chinese on every page
MARKED = re.compile(r"""_\((?:"[^"]*"|'[^']*')\)""")
TRANSLATING_TAGS = {"translate", "trans", "blocktranslate", "blocktrans"}


def source_files(folder: Path) -> Iterator[Path]:
    """The Python files and templates of an app, in a stable order."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and not LEFT_OUT.intersection(parts) and (path.suffix == ".py" or is_template(path, parts)):
            yield path


def is_template(path: Path, parts: tuple[str, ...]) -> bool:
    return "templates" in parts and path.suffix in TEMPLATE_ENDINGS


def extracted_messages(folder: Path) -> Catalog:
    """Every message in the sources of the app in `folder`, each with the files it stands in."""
    found = Catalog()
    for path in source_files(folder):
        text = path.read_text(encoding="utf-8")
        source = text if path.suffix == ".py" else templatize(text, origin=str(path))
        name = path.relative_to(folder).as_posix()
        for _, message, _, context in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
            found.add(message, locations=[(name, 0)], context=context)
    return found


def untranslatable_words(path: Path) -> Iterator[tuple[int, str]]:
    """Chinese words of a template that stand outside of every translation tag: line and words."""
    closing = ""
    for token in Lexer(path.read_text(encoding="utf-8")).tokenize():
        tag = token.contents.split()[0] if token.token_type == TokenType.BLOCK and token.contents else ""
        if closing:
            closing = "" if tag == closing else closing
        elif tag in {"comment", "blocktranslate", "blocktrans"}:
            closing = f"end{tag}"
        else:
            yield from _words(token, tag)


def _words(token: Token, tag: str) -> Iterator[tuple[int, str]]:
    if token.token_type == TokenType.COMMENT or tag in TRANSLATING_TAGS:
        return
    text = token.contents if token.token_type == TokenType.TEXT else MARKED.sub("", token.contents)
    for number, line in enumerate(text.split("\n")):
        if CHINESE.search(line) and not SAYS_ITS_LANGUAGE.search(line):
            yield (token.lineno or 1) + number, line.strip()

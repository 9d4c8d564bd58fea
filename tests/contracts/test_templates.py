"""Templates keep to the content security policy: no style, script or handler of their own in the page."""

import re

import pytest

from tests.contracts.sources import shown, templates

FORBIDDEN = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a script in the page": re.compile(r"<script\b(?![^>]*\bsrc\s*=)", re.IGNORECASE),
    "an event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "an htmx handler": re.compile(r"<[^>]*\shx-on\b", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "text that is not escaped": re.compile(r"\|\s*safe\b|\{%\s*autoescape\s+off"),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds(what):
    pattern = FORBIDDEN[what]
    pages = [path for path in templates() if path.suffix == ".html"]
    found = [shown(path) for path in pages if pattern.search(path.read_text(encoding="utf-8"))]
    assert found == [], "\n".join(found)

"""What is wrong with a page for people who see, hear or move differently."""

from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from playwright.sync_api import Page

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SMALLEST_TARGET = 24
"""CSS pixels, WCAG 2.2, 2.5.8; our own buttons have 44."""


@cache
def axe_script() -> str:
    return (Path(settings.NODE_MODULES) / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def faults(page: Page) -> list[str]:
    """Everything found on the page that is open: axe's violations, and what axe does not look at."""
    return [*violations(page), *shape_faults(page)]


def violations(page: Page) -> list[str]:
    """Violations of WCAG 2.2 AA and of axe's best practices, each with the first element that shows it."""
    page.evaluate(axe_script())
    options: dict[str, Any] = {"runOnly": {"type": "tag", "values": STANDARDS}, "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [f"{one['id']} ×{len(one['nodes'])}: {one['help']}: {one['nodes'][0]['html'][:200]}" for one in found]


def shape_faults(page: Page) -> list[str]:
    """Sideways scrolling, more or fewer than one h1, text that is never translated."""
    width, seen = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    headings = page.locator("h1").count()
    return [
        *([f"{width - seen} px wider than the screen: {widest(page)}"] if width > seen else []),
        *([f"{headings} h1"] if headings != 1 else []),
    ]


def widest(page: Page) -> str:
    """The element that reaches furthest to the right."""
    return page.evaluate(
        """() => {
            const all = [...document.querySelectorAll("main *, header *, footer *")];
            const right = element => element.getBoundingClientRect().right;
            const far = all.reduce((one, other) => (right(other) > right(one) ? other : one));
            return far.outerHTML.slice(0, 160);
        }"""
    )

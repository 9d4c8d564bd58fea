"""The tokens: each colour that is written upon another can be read (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[1] / "static" / "ui"
TOKENS = dict(re.findall(r"--([\w-]+):\s*([^;]+);", (STATIC / "tokens.css").read_text(encoding="utf-8").split("}")[0]))

TEXT = 4.5
SHAPE = 3.0
PAPERS = ("paper", "paper-raised", "paper-sunk")
LEVELS = ("warning-blue", "warning-yellow", "warning-orange", "warning-red")
SKIES = ("sky-clear", "sky-cloudy", "sky-overcast", "sky-rain", "sky-storm")

TEXT_PAIRS = [
    *((ink, paper) for ink in ("ink", "ink-soft", "ink-faint", "celadon", "celadon-deep") for paper in PAPERS),
    *((ink, "celadon-wash") for ink in ("ink", "ink-soft", "celadon", "celadon-deep")),
    *(("on-celadon", ground) for ground in ("celadon", "celadon-deep", "due-overdue", "warning-red-ink")),
    *((f"{name}-ink", f"{name}-wash") for name in (*LEVELS, *SKIES)),
    ("on-celadon", "warning-blue"),
    ("on-celadon", "warning-red"),
    ("ink", "warning-yellow"),
    ("ink", "warning-orange"),
    *((due, paper) for due in ("due-calm", "due-soon", "due-overdue", "due-met") for paper in PAPERS),
    ("due-soon", "due-soon-wash"),
    ("due-overdue", "due-overdue-wash"),
]
SHAPE_PAIRS = [*((shape, paper) for shape in ("line-strong", "celadon", "due-overdue") for paper in PAPERS)]


def colour(name: str) -> str:
    value = TOKENS[name]
    reference = re.fullmatch(r"var\(--([\w-]+)\)", value)
    return colour(reference[1]) if reference else value


def luminance(name: str) -> float:
    digits = colour(name).removeprefix("#")
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ink,ground", TEXT_PAIRS)
def test_text_can_be_read(ink, ground):
    assert contrast(ink, ground) >= TEXT


@pytest.mark.parametrize("shape,ground", SHAPE_PAIRS)
def test_shapes_can_be_seen(shape, ground):
    assert contrast(shape, ground) >= SHAPE


def test_style_sheets_use_no_colour_of_their_own():
    for sheet in ("page.css", "components.css"):
        text = (STATIC / sheet).read_text(encoding="utf-8")
        assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", text)) <= {"#fff", "#000"}, sheet


def test_every_name_used_is_a_token():
    for sheet in ("page.css", "components.css"):
        used = set(re.findall(r"var\(--([\w-]+)", (STATIC / sheet).read_text(encoding="utf-8")))
        assert used <= set(TOKENS), sheet

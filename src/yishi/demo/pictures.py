"""Drawn scenes instead of photographs, each labelled 演示图片: nothing in them was ever photographed."""

import io
from collections.abc import Callable, Mapping
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

WIDTH, HEIGHT = 960, 720
HORIZON = 400
QUALITY = 82
GLYPH = 24
LABEL = (
    "0000000002000806000e020006fff8008008008008007ff02002003802000c7ff8004218004218004218067ff80642180442180c7ff80c0000"
    "1818e018703011c01c000000000000",
    "0000000000000ffff00ffff00000000000000000000000003ffffc3ffffc0018000018000318c00618600618600c18300c1830181818301818"
    "10180001f80000f000000000000000",
    "00000000000010000810600810ff88118188134308123608101c0810ff0817c3e8163048101c0810060811e008107e081003081000081ffff8"
    "100008100008000000000000000000",
    "00000000060006060006060006060006060006060007fff807fff806000006000006000006000007ff8007ff800400800c00800c00800c0080"
    "180080380080300080000080000000",
)
"""演示图片, 24 by 24 bits a character: no machine needs a Chinese font for it."""
SKY, NIGHT, WALL, ROAD, GRASS = "#cfe0e8", "#1d2733", "#b7bcc0", "#6f7477", "#7f9a6a"

Canvas = ImageDraw.ImageDraw
Painter = Callable[[Canvas, Random, bool], None]


def invented_picture(scene: str, rng: Random, *, is_mended: bool = False) -> SimpleUploadedFile:
    """A scene, as it is or after it was mended, as an upload."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), SKY)
    canvas = ImageDraw.Draw(picture)
    PAINTERS.get(scene, _street)(canvas, rng, is_mended)
    _write_label(canvas)
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=QUALITY)
    return SimpleUploadedFile(f"{scene}{'-mended' if is_mended else ''}.jpg", file.getvalue(), "image/jpeg")


def _write_label(canvas: Canvas) -> None:
    size = 2
    canvas.rectangle(
        (16, 16, 16 + GLYPH * size * len(LABEL) + 16, 32 + GLYPH * size), fill="#ffffff", outline="#444444"
    )
    for place, glyph in enumerate(LABEL):
        bits = f"{int(glyph, 16):0{GLYPH * GLYPH}b}"
        for number, bit in enumerate(bits):
            if bit == "1":
                row, column = divmod(number, GLYPH)
                x, y = 24 + (place * GLYPH + column) * size, 24 + row * size
                canvas.rectangle((x, y, x + size - 1, y + size - 1), fill="#222222")


def _street(canvas: Canvas, rng: Random, _is_mended: bool, *, sky: str = SKY, wall: str = WALL) -> None:
    """Houses along a road."""
    canvas.rectangle((0, 0, WIDTH, HORIZON), fill=sky)
    x = -20
    while x < WIDTH:
        width, top = rng.randint(110, 190), rng.randint(90, 230)
        canvas.rectangle((x, top, x + width, HORIZON), fill=wall, outline="#8d9296")
        for left in range(x + 16, x + width - 30, 44):
            for upper in range(top + 20, HORIZON - 40, 56):
                canvas.rectangle((left, upper, left + 24, upper + 30), fill="#8fa3ad" if sky == SKY else "#2b3946")
        x += width + rng.randint(6, 30)
    canvas.rectangle((0, HORIZON, WIDTH, HORIZON + 46), fill="#a5a9a8")
    canvas.rectangle((0, HORIZON + 46, WIDTH, HEIGHT), fill=ROAD)
    for left in range(30, WIDTH, 170):
        canvas.rectangle((left, 590, left + 90, 602), fill="#d9d9d2")


def _room(canvas: Canvas, _rng: Random, *, wall: str = "#e4e0d6") -> None:
    canvas.rectangle((0, 0, WIDTH, HEIGHT), fill=wall)
    canvas.polygon(((0, 600), (WIDTH, 600), (WIDTH, HEIGHT), (0, HEIGHT)), fill="#b8aa94")
    canvas.line((0, 600, WIDTH, 600), fill="#8c806c", width=4)


def _lamp(canvas: Canvas, rng: Random, is_mended: bool) -> None:
    _street(canvas, rng, is_mended, sky=NIGHT, wall="#323c46")
    canvas.rectangle((0, HORIZON + 46, WIDTH, HEIGHT), fill="#24282b")
    for x in (170, 480, 790):
        if is_mended:
            canvas.polygon(((x + 60, 196), (x - 70, HEIGHT - 90), (x + 190, HEIGHT - 90)), fill="#6d6540")
        canvas.rectangle((x, 170, x + 10, HORIZON + 60), fill="#9aa0a3")
        canvas.line((x, 174, x + 76, 186), fill="#9aa0a3", width=8)
        canvas.ellipse((x + 46, 178, x + 84, 200), fill="#ffe9a0" if is_mended else "#3a3f42")


def _tree(canvas: Canvas, rng: Random, is_mended: bool) -> None:
    _street(canvas, rng, is_mended)
    for x in (150, 420, 690):
        size = rng.randint(60, 80) if is_mended else rng.randint(120, 165)
        canvas.rectangle((x, 250, x + 22, 520), fill="#6b4f34")
        for _leaf in range(14):
            dx, dy = rng.randint(-size, size), rng.randint(-size, size // 2)
            canvas.ellipse(
                (x + dx - 50, 210 + dy - 40, x + dx + 60, 210 + dy + 50), fill=rng.choice(("#3f6b3d", "#4d7d48"))
            )


def _litter(canvas: Canvas, rng: Random, is_mended: bool) -> None:
    _street(canvas, rng, is_mended)
    for number, color in enumerate(("#3d6f9e", "#4f8a53", "#7a7d80")):
        x = 260 + number * 150
        canvas.rectangle((x, 420, x + 110, 560), fill=color, outline="#333333")
        canvas.rectangle((x - 6, 404, x + 116, 426), fill="#444444")
    for _bag in range(0 if is_mended else 34):
        x, y = rng.randint(170, 760), rng.randint(500, 640)
        color = rng.choice(("#1f1f1f", "#d8d2c2", "#a33c32", "#8a6b45", "#e7e7e7"))
        canvas.ellipse((x, y, x + rng.randint(30, 80), y + rng.randint(20, 46)), fill=color)


def _stalls(canvas: Canvas, rng: Random, is_mended: bool) -> None:
    _street(canvas, rng, is_mended)
    for x in () if is_mended else (60, 300, 540, 770):
        canvas.rectangle((x, 470, x + 160, 540), fill="#b58a55", outline="#54402a")
        canvas.polygon(
            ((x - 14, 380), (x + 174, 380), (x + 150, 340), (x + 10, 340)), fill=rng.choice(("#c2483d", "#3f7d8c"))
        )
        canvas.line((x, 380, x, 560), fill="#555555", width=5)
        canvas.line((x + 160, 380, x + 160, 560), fill="#555555", width=5)


def _vehicles(canvas: Canvas, rng: Random, is_mended: bool) -> None:
    _street(canvas, rng, is_mended)
    for x in (600,) if is_mended else (40, 270, 500, 730):
        color = rng.choice(("#c9cdd0", "#8a2f2b", "#2d4d73", "#e6e2d8", "#3b3f43"))
        canvas.rounded_rectangle((x, 470, x + 200, 550), 24, fill=color, outline="#222222")
        canvas.polygon(((x + 36, 470), (x + 66, 425), (x + 144, 425), (x + 170, 470)), fill=color, outline="#222222")
        for wheel in (x + 30, x + 130):
            canvas.ellipse((wheel, 525, wheel + 46, 571), fill="#1c1c1c")


def _bicycles(canvas: Canvas, rng: Random, is_mended: bool) -> None:
    _street(canvas, rng, is_mended)
    for number in range(5 if is_mended else 16):
        x, y = (80 + number * 150, 470) if is_mended else (rng.randint(40, 840), rng.randint(420, 560))
        for wheel in (x, x + 60):
            canvas.ellipse((wheel, y, wheel + 44, y + 44), outline="#222222", width=5)
        canvas.line((x + 22, y + 22, x + 50, y - 6, x + 82, y + 22), fill=rng.choice(("#3c86c7", "#e0b23c")), width=7)


def _smoke(canvas: Canvas, rng: Random, is_mended: bool) -> None:
    _street(canvas, rng, is_mended)
    canvas.rectangle((430, 250, 520, 290), fill="#777777", outline="#333333")
    for _puff in range(0 if is_mended else 40):
        x, y, size = rng.randint(480, 780), rng.randint(60, 280), rng.randint(30, 90)
        canvas.ellipse((x, y, x + size, y + size), fill=rng.choice(("#9c9c98", "#b0b0aa", "#86867f")))


def _dust(canvas: Canvas, rng: Random, is_mended: bool) -> None:
    _street(canvas, rng, is_mended, sky=SKY if is_mended else "#d8cba9")
    canvas.polygon(((120, 560), (330, 330), (560, 560)), fill="#4f8a53" if is_mended else "#a98a58")
    canvas.polygon(((420, 570), (640, 380), (880, 570)), fill="#4f8a53" if is_mended else "#b69663")
    for _cloud in range(0 if is_mended else 26):
        x, y = rng.randint(0, 880), rng.randint(220, 520)
        canvas.ellipse((x, y, x + rng.randint(80, 170), y + rng.randint(30, 70)), fill="#cdbb92")


def _plant(canvas: Canvas, rng: Random, is_mended: bool) -> None:
    _street(canvas, rng, is_mended, sky=NIGHT, wall="#39434d")
    for x in (330, 470):
        canvas.rectangle((x, 120, x + 100, 360), fill="#8b9095", outline="#555555")
        canvas.polygon(((x, 360), (x + 100, 360), (x + 60, 430), (x + 40, 430)), fill="#7b8085")
    canvas.polygon(((580, 420), (860, 190), (880, 205), (600, 440)), fill="#6b7075")
    for x in () if is_mended else (90, 640):
        canvas.rounded_rectangle((x, 480, x + 150, 560), 30, fill="#b9772c", outline="#333333")
        canvas.rectangle((x + 150, 510, x + 210, 570), fill="#d8d8d8", outline="#333333")
        canvas.polygon(((x + 210, 545), (x + 330, 520), (x + 330, 585)), fill="#6d6540")


def _flood(canvas: Canvas, rng: Random, is_mended: bool) -> None:
    _street(canvas, rng, is_mended)
    if is_mended:
        canvas.ellipse((420, 580, 540, 640), fill="#3c4043", outline="#222222", width=5)
        return
    canvas.rectangle((0, 470, WIDTH, HEIGHT), fill="#8a8468")
    for _wave in range(26):
        x, y = rng.randint(0, 880), rng.randint(480, 700)
        canvas.arc((x, y, x + 90, y + 16), 180, 360, fill="#b9b394", width=3)


def _pothole(canvas: Canvas, rng: Random, is_mended: bool) -> None:
    _street(canvas, rng, is_mended)
    for x, y, width, height in ((240, 520, 250, 70), (560, 610, 190, 60)):
        if is_mended:
            canvas.rectangle((x - 10, y - 6, x + width + 10, y + height + 6), fill="#4a4e51")
        else:
            canvas.ellipse((x, y, x + width, y + height), fill="#3a3d3f")
            for _crack in range(7):
                dx, dy = rng.randint(-110, 110), rng.randint(-50, 50)
                middle = (x + width // 2, y + height // 2)
                canvas.line((*middle, middle[0] + dx * 2, middle[1] + dy * 2), fill="#45484a", width=4)


def _lift(canvas: Canvas, rng: Random, is_mended: bool) -> None:
    _room(canvas, rng)
    canvas.rectangle((330, 130, 630, 600), fill="#9da3a7", outline="#444444", width=6)
    canvas.line((480, 130, 480, 600), fill="#444444", width=4 if is_mended else 46)
    canvas.rectangle((680, 330, 730, 420), fill="#d9d9d9", outline="#555555")
    canvas.ellipse((694, 350, 716, 372), fill="#4f8a53" if is_mended else "#b3362c")
    if not is_mended:
        canvas.polygon(((300, 470), (660, 430), (660, 460), (300, 500)), fill="#e0b23c")


def _corridor(canvas: Canvas, rng: Random, is_mended: bool) -> None:
    _room(canvas, rng, wall="#d5d8d2")
    canvas.rectangle((380, 180, 580, 600), fill="#8a6b45", outline="#4b3a26", width=5)
    canvas.rectangle((80, 220, 170, 330), fill="#b3362c", outline="#5e1c17")
    if is_mended:
        return
    for x in (170, 600):
        for wheel in (x, x + 130):
            canvas.ellipse((wheel, 530, wheel + 80, 610), outline="#222222", width=10)
        canvas.line((x + 40, 570, x + 110, 480, x + 170, 570), fill="#2d4d73", width=16)
    canvas.line((690, 500, 760, 380, 770, 200), fill="#222222", width=5)
    for _box in range(6):
        x, y = rng.randint(30, 820), rng.randint(470, 560)
        canvas.rectangle((x, y, x + 90, y + 70), fill="#b58a55", outline="#6b4f34")


def _leak(canvas: Canvas, rng: Random, is_mended: bool) -> None:
    _room(canvas, rng)
    canvas.rectangle((0, 0, WIDTH, 110), fill="#f4f2ec")
    for _stain in range(0 if is_mended else 18):
        x, y = rng.randint(260, 620), rng.randint(70, 260)
        canvas.ellipse(
            (x, y, x + rng.randint(50, 150), y + rng.randint(30, 80)), fill=rng.choice(("#c9b98f", "#b7a578"))
        )
    for x in () if is_mended else (380, 470, 560):
        canvas.ellipse((x, rng.randint(320, 520), x + 14, 545), fill="#8fb2c4")
    canvas.ellipse((370, 560, 600, 640), fill="#3d6f9e", outline="#22425f", width=5)


def _water(canvas: Canvas, rng: Random, is_mended: bool) -> None:
    _room(canvas, rng, wall="#e9edef")
    canvas.rectangle((440, 90, 520, 150), fill="#a7adb1", outline="#555555")
    canvas.rectangle((470, 150, 500, 260), fill="#a7adb1", outline="#555555")
    color = "#cfe3ee" if is_mended else rng.choice(("#b98a3c", "#a9782f", "#c79a4d"))
    canvas.rectangle((478, 260, 492, 520), fill=color)
    canvas.polygon(((330, 430), (640, 430), (600, 640), (370, 640)), fill="#ffffff", outline="#888888")
    canvas.polygon(((342, 480), (628, 480), (600, 634), (370, 634)), fill=color)


PAINTERS: Mapping[str, Painter] = {
    "lamp": _lamp,
    "tree": _tree,
    "litter": _litter,
    "stalls": _stalls,
    "parking": _vehicles,
    "bikes": _bicycles,
    "fumes": _smoke,
    "dust": _dust,
    "plant": _plant,
    "flood": _flood,
    "pothole": _pothole,
    "lift": _lift,
    "corridor": _corridor,
    "leak": _leak,
    "water": _water,
}

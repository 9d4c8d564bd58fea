"""Drawn scenes instead of photographs, each labelled as invented."""

import io
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

SIZE = (960, 720)
GROUNDS = {
    "lamp": ("#20303a", "#f2d16b"),
    "litter": ("#b9c2b4", "#7a5c3e"),
    "pothole": ("#8d9296", "#3c4043"),
    "flood": ("#9fb7c4", "#4d7790"),
    "water": ("#dfe6e8", "#b08d4c"),
    "tree": ("#cfe0cf", "#41693f"),
    "plant": ("#c9cdd0", "#6d6f73"),
}
USUAL = ("#c8cfca", "#5d6f66")


def invented_picture(scene: str, rng: Random) -> SimpleUploadedFile:
    """A plain drawing of a scene, as an upload."""
    ground, thing = GROUNDS.get(scene, USUAL)
    picture = Image.new("RGB", SIZE, ground)
    draw = ImageDraw.Draw(picture)
    horizon = rng.randint(380, 460)
    draw.rectangle((0, horizon, SIZE[0], SIZE[1]), fill="#777d80")
    for _ in range(rng.randint(4, 9)):
        x, width = rng.randint(0, 860), rng.randint(60, 170)
        draw.rectangle((x, rng.randint(120, horizon - 40), x + width, horizon), fill="#aab1b3", outline="#8b9396")
    for _ in range(rng.randint(2, 5)):
        x, y, size = rng.randint(80, 820), rng.randint(horizon, 640), rng.randint(30, 90)
        draw.ellipse((x, y, x + size, y + size // 2), fill=thing)
    draw.rectangle((0, 0, SIZE[0], 46), fill="#ffffff")
    draw.text((16, 12), "DEMONSTRATION - INVENTED PICTURE", fill="#333333", font_size=24)
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=80)
    return SimpleUploadedFile(f"{scene}.jpg", file.getvalue(), "image/jpeg")

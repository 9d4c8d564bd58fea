"""Pictures decoded and drawn anew: nothing of the sent file reaches the stored one but what can be seen."""

import io
import math
import threading
from dataclasses import dataclass

from PIL import ExifTags, Image, ImageOps

from yishi.foundation.files.contents import Format
from yishi.foundation.files.limits import Limits

WHITE = (255, 255, 255)
# A large picture takes hundreds of megabytes while it is decoded: one at a time in a process.
_decoding = threading.Lock()


class UnreadablePicture(ValueError):
    """The bytes are not a complete picture of the format they claim."""


class TooManyPixels(ValueError):
    """The header announces more pixels than are decoded; nothing was decoded."""

    def __init__(self, pixels: int, limit: int) -> None:
        super().__init__(f"{pixels} pixels, limit {limit}")
        self.pixels = pixels
        self.limit = limit


@dataclass(frozen=True)
class Redrawn:
    """Two JPEGs without metadata, upright: `full` of `width` x `height` pixels, and `small`."""

    full: bytes
    small: bytes
    width: int
    height: int


def redraw(data: bytes, picture_format: Format, limits: Limits) -> Redrawn:
    """Decode the picture (of several frames the first), turn it upright, scale it down and encode it as JPEG, twice.

    Raises TooManyPixels before decoding, UnreadablePicture when the bytes do not decode to the end.
    """
    with _decoding:
        upright = _decode(data, picture_format, limits)
        full = _fit(upright, limits.picture_edge)
        small = _fit(full, limits.small_edge)
        return Redrawn(_encode(full, limits), _encode(small, limits), full.width, full.height)


def proposed_place(data: bytes) -> tuple[float, float] | None:
    """Longitude and latitude (degrees, WGS 84) that the camera wrote into the picture; None where there are none.

    To be proposed to the sender, never stored: `redraw` drops them.
    """
    try:
        with Image.open(io.BytesIO(data), formats=[f.value for f in (Format.JPEG, Format.PNG, Format.WEBP)]) as image:
            gps = image.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        latitude = _degrees(gps[ExifTags.GPS.GPSLatitude], gps[ExifTags.GPS.GPSLatitudeRef] in ("S", b"S"))
        longitude = _degrees(gps[ExifTags.GPS.GPSLongitude], gps[ExifTags.GPS.GPSLongitudeRef] in ("W", b"W"))
    except Exception:  # noqa: BLE001  a proposal only: damaged EXIF of strangers fails in many ways, and each means "no place"
        return None
    is_on_earth = abs(latitude) <= 90 and abs(longitude) <= 180 and (latitude, longitude) != (0, 0)
    return (round(longitude, 6), round(latitude, 6)) if is_on_earth else None


def _decode(data: bytes, picture_format: Format, limits: Limits) -> Image.Image:
    limit = limits.jpeg_pixels if picture_format is Format.JPEG else limits.other_pixels
    try:
        with Image.open(io.BytesIO(data), formats=[picture_format.value]) as image:
            pixels = image.width * image.height
            if pixels > limit:
                raise TooManyPixels(pixels, limit)
            # A JPEG decodes at a half, quarter or eighth of its size, so that a large one needs little memory.
            image.draft("RGB", (limits.picture_edge, limits.picture_edge))
            image.load()
            return _on_white(ImageOps.exif_transpose(image))
    except TooManyPixels:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooManyPixels(2 * limit, limit) from error
    except (
        Exception
    ) as error:  # decoders of hostile bytes raise errors of many kinds; each means the same to the sender
        raise UnreadablePicture(str(error)) from error


def _on_white(image: Image.Image) -> Image.Image:
    """A fresh RGB picture with the same look and no attached information."""
    if image.mode.startswith("I"):
        # 16 bits of grey to 8; a plain conversion would clip to white.
        image = image.point(lambda value: value * (1 / 257)).convert("L")
    seen = image.convert("RGBA") if image.has_transparency_data else image.convert("RGB")
    paper = Image.new("RGB", seen.size, WHITE)
    paper.paste(seen, mask=seen if seen.mode == "RGBA" else None)
    return paper


def _fit(image: Image.Image, edge: int) -> Image.Image:
    fitted = image.copy()
    fitted.thumbnail((edge, edge), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return fitted


def _encode(image: Image.Image, limits: Limits) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=limits.jpeg_quality, optimize=True)
    return buffer.getvalue()


def _degrees(parts: tuple[float, float, float], is_negative: bool) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(value):
        raise ValueError("coordinate is not a number")
    return -value if is_negative else value

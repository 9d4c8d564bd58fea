"""Pictures and documents, good and bad, as they come from telephones and from people who mean harm."""

import io
import struct
import zlib
from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin
from PIL.ExifTags import GPS, IFD, Base

SECRET = "王秀英-幸福里3栋-13800000001"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\nxref\n0 1\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def upload(data: bytes, name: str = "photo.jpg", declared: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type=declared)


def picture(width: int = 80, height: int = 60, colour: str = "teal") -> Image.Image:
    image = Image.new("RGB", (width, height), colour)
    image.paste("orange", (0, 0, width // 2, height // 2))
    return image


def encoded(image: Image.Image, image_format: str = "JPEG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, image_format, **options)
    return buffer.getvalue()


def jpeg(**options: object) -> bytes:
    return encoded(picture(), "JPEG", **options)


def telephone_photo(longitude: float = 120.5, latitude: float = 31.25, orientation: int = 6) -> bytes:
    """A JPEG with all that a telephone adds: place, owner, comment, colour profile, XMP; the picture lies on a side."""
    exif = Image.Exif()
    exif[Base.Orientation] = orientation
    exif[Base.Artist] = SECRET
    gps = exif.get_ifd(IFD.GPSInfo)
    gps[GPS.GPSLatitudeRef] = "N" if latitude >= 0 else "S"
    gps[GPS.GPSLatitude] = _sexagesimal(latitude)
    gps[GPS.GPSLongitudeRef] = "E" if longitude >= 0 else "W"
    gps[GPS.GPSLongitude] = _sexagesimal(longitude)
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{SECRET}</x:xmpmeta>".encode()
    return jpeg(exif=exif, comment=SECRET, icc_profile=SECRET.encode(), xmp=xmp)


def annotated_png() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", SECRET)
    info.add_itxt("Comment", SECRET)
    exif = Image.Exif()
    exif[Base.Artist] = SECRET
    return encoded(picture(), "PNG", pnginfo=info, exif=exif)


def png_bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG of some hundred bytes whose header promises 3,600 megapixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(bytes(1000)))
        + _chunk(b"IEND", b"")
    )


def heic() -> bytes:
    return b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(200)


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing in it": (lambda: b"", "empty"),
    "text named .jpg": ("这不是图片".encode, "type"),
    "html named .jpg": (lambda: HTML, "type"),
    "svg named .png": (lambda: SVG, "type"),
    "executable": (lambda: b"MZ" + bytes(300), "type"),
    "heic": (heic, "type"),
    "video": (lambda: b"\x00\x00\x00\x18ftypisom" + bytes(200), "type"),
    "word document": (lambda: b"PK\x03\x04" + bytes(200), "type"),
    "html that begins like a gif's cousin": (lambda: b"GIF88a" + HTML, "type"),
    "html behind a gif signature": (lambda: b"GIF89a" + HTML, "damaged"),
    "html behind a jpeg signature": (lambda: b"\xff\xd8\xff\xe0" + HTML, "damaged"),
    "jpeg cut in half": (lambda: jpeg()[: len(jpeg()) // 2], "damaged"),
    "jpeg of a header alone": (lambda: jpeg()[:20], "damaged"),
    "png cut in half": (lambda: encoded(picture(), "PNG")[:120], "damaged"),
    "webp cut in half": (lambda: encoded(picture(), "WEBP")[:40], "damaged"),
    "png bomb": (png_bomb, "pixels"),
    "png just above the limit": (lambda: png_bomb(24_001, 1_000), "pixels"),
    "pdf cut in half": (lambda: PDF[: len(PDF) // 2], "damaged"),
}


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    minutes = abs(degrees) % 1 * 60
    return float(int(abs(degrees))), float(int(minutes)), minutes % 1 * 60


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

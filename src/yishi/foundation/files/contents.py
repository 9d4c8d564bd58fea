"""What a file is, told from its bytes; its name and its declared type are not believed."""

from enum import Enum

PDF_TAIL = 2048


class Format(Enum):
    """Formats that are told apart. Those from HEIC on are recognised only to say what to do instead."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"
    GIF = "GIF"
    PDF = "PDF"
    HEIC = "HEIC"
    OFFICE = "OFFICE"
    VIDEO = "VIDEO"


PICTURES = frozenset({Format.JPEG, Format.PNG, Format.WEBP, Format.GIF})
HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})
VIDEO_BRANDS = frozenset({b"isom", b"iso2", b"mp41", b"mp42", b"qt  ", b"M4V ", b"3gp4", b"3gp5", b"avc1"})


def recognise(data: bytes) -> Format | None:
    """The format by its signature at the very first byte; None for anything else, empty data included."""
    if data.startswith(b"\xff\xd8\xff"):
        return Format.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Format.PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Format.WEBP
    if data.startswith((b"GIF87a", b"GIF89a")):
        return Format.GIF
    if data.startswith(b"%PDF-"):
        return Format.PDF
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
        return Format.OFFICE
    return _recognise_container(data)


def is_whole_pdf(data: bytes) -> bool:
    """Whether the end marker is where a complete PDF has it (ISO 32000-1, 7.5.5)."""
    return b"%%EOF" in data[-PDF_TAIL:] and b"startxref" in data[-PDF_TAIL:]


def _recognise_container(data: bytes) -> Format | None:
    # ISO base media: a box's length, then "ftyp", then the brand.
    if data[4:8] != b"ftyp":
        return None
    brand = data[8:12]
    if brand in HEIC_BRANDS:
        return Format.HEIC
    return Format.VIDEO if brand in VIDEO_BRANDS else None

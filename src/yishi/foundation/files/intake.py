"""A file as it arrives: recognised by its content, checked against the limits, and cleaned."""

import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from yishi.foundation.files.choices import Kind, MediaType
from yishi.foundation.files.contents import PICTURES, Format, is_whole_pdf, recognise
from yishi.foundation.files.limits import Limits, limits
from yishi.foundation.files.pictures import TooManyPixels, UnreadablePicture, proposed_place, redraw

MEBIBYTE = 1024 * 1024
MEGAPIXEL = 1_000_000


class RefusedFile(ValidationError):
    """A file that is not taken. The message names the file, the reason and what to do."""


@dataclass(frozen=True)
class Incoming:
    """A checked file, ready to be stored.

    `small` is a picture's thumbnail; `place` (longitude, latitude) is only a proposal to its sender.
    """

    kind: Kind
    media_type: MediaType
    content: bytes
    small: bytes | None
    width: int | None
    height: int | None
    original_name: str
    place: tuple[float, float] | None


def take_in(upload: UploadedFile) -> Incoming:
    """Check and clean one uploaded file. Raises RefusedFile with words for its sender."""
    bounds = limits()
    name = clean_name(upload.name or "", bounds.name_length)
    if not upload.size:
        raise RefusedFile(_("“%(name)s”是空文件，请重新选择。") % {"name": name}, code="empty")
    _check_size(name, upload.size, max(bounds.picture_bytes, bounds.document_bytes))
    upload.seek(0)
    data = upload.read()
    content_format = recognise(data)
    if content_format in PICTURES:
        return _take_picture(name, data, content_format, bounds)
    if content_format is Format.PDF:
        return _take_pdf(name, data, bounds)
    raise RefusedFile(_advice(content_format) % {"name": name}, code="type")


def clean_name(raw: str, length: int) -> str:
    """The last part of a path without control and direction characters, at most `length` long, its ending kept."""
    last = raw.replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C")
    name = PurePosixPath(" ".join(visible.split())).name.strip(". ")
    if len(name) <= length:
        return name
    ending = PurePosixPath(name).suffix
    return name[: length - len(ending)] + ending if len(ending) < 8 else name[:length]


def _take_picture(name: str, data: bytes, picture_format: Format, bounds: Limits) -> Incoming:
    _check_size(name, len(data), bounds.picture_bytes)
    try:
        drawn = redraw(data, picture_format, bounds)
    except TooManyPixels as error:
        raise RefusedFile(
            _("图片“%(name)s”超过 %(limit)d 百万像素，请缩小后再上传，或者上传它的截图。")
            % {"name": name, "limit": error.limit // MEGAPIXEL},
            code="pixels",
        ) from error
    except UnreadablePicture as error:
        raise RefusedFile(
            _("图片“%(name)s”不完整或者已经损坏，无法打开。请重新拍摄，或者上传它的截图。") % {"name": name},
            code="damaged",
        ) from error
    return Incoming(
        Kind.PICTURE, MediaType.JPEG, drawn.full, drawn.small, drawn.width, drawn.height, name, proposed_place(data)
    )


def _take_pdf(name: str, data: bytes, bounds: Limits) -> Incoming:
    _check_size(name, len(data), bounds.document_bytes)
    if not is_whole_pdf(data):
        raise RefusedFile(
            _("文件“%(name)s”不完整，可能没有下载完。请在自己的设备上打开它，确认完好后再上传。") % {"name": name},
            code="damaged",
        )
    return Incoming(Kind.DOCUMENT, MediaType.PDF, data, None, None, None, name, None)


def _check_size(name: str, size: int, limit: int) -> None:
    if size > limit:
        raise RefusedFile(
            _("“%(name)s”有 %(size).1f MB，超过了 %(limit)d MB 的上限，请缩小后再上传。")
            % {"name": name, "size": size / MEBIBYTE, "limit": limit // MEBIBYTE},
            code="size",
        )


def _advice(content_format: Format | None) -> str:
    """What to do with a file that is not taken; `%(name)s` stands for its name."""
    match content_format:
        case Format.HEIC:
            return _(
                "“%(name)s”是 HEIC 格式，许多设备打不开。请上传它的截图；"
                "苹果手机也可以在“设置－相机－格式”中选择“兼容性最佳”后重新拍摄。"
            )
        case Format.OFFICE:
            return _("“%(name)s”是办公文档或者压缩包。请把文档另存为 PDF 后再上传。")
        case Format.VIDEO:
            return _("“%(name)s”是视频。请上传几张截图，并在文字里说明情况。")
        case _:
            return _("“%(name)s”不是可以上传的文件。请上传照片、截图（JPEG、PNG、WebP、GIF）或者 PDF 文件。")

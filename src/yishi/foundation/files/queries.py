"""Reading the files of matters. Each list begins at `visible_to`."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from yishi.foundation.files import rules
from yishi.foundation.files.choices import EXTENSIONS, MediaType
from yishi.foundation.files.models import Attachment
from yishi.foundation.matters.models import Matter
from yishi.foundation.people.actors import Actor


def visible_to(actor: Actor) -> QuerySet[Attachment]:
    """The files the actor may open."""
    return Attachment.objects.filter(rules.may_read_file.rows(actor))


def attachments_visible_to(actor: Actor, matter: Matter) -> QuerySet[Attachment]:
    """The files of a matter that the actor may open, oldest first."""
    return visible_to(actor).filter(matter=matter)


def file_with_key(actor: Actor, key: str) -> Attachment:
    """The file of a key with its matter; `Attachment.DoesNotExist` alike for unknown and for forbidden ones."""
    return visible_to(actor).select_related("matter", "matter__authorship").get(key=key)


@dataclass(frozen=True)
class ShownFile:
    """A file as a page shows it to one person: `name` is what to call it, `title` numbers it within the matter."""

    file: Attachment
    title: str
    name: str
    address: str
    small_address: str
    may_remove: bool
    may_show: bool


def shown_files(actor: Actor, matter: Matter) -> list[ShownFile]:
    """What the page of a matter shows of its files, in four statements at most, however many there are."""
    files = list(attachments_visible_to(actor, matter))
    if not files:
        return []
    removable = _among(files, rules.may_remove_file, actor)
    showable = _among(files, rules.may_show_file, actor)
    named = _among(files, rules.may_see_original_name, actor)
    return [
        ShownFile(
            file=file,
            title=_title(file, place),
            name=served_name(matter, file, place, is_original=file.pk in named),
            address=reverse("files:show", args=[file.key]),
            small_address=reverse("files:small", args=[file.key]),
            may_remove=file.pk in removable,
            may_show=file.pk in showable,
        )
        for place, file in enumerate(files, start=1)
    ]


def served_name(matter: Matter, file: Attachment, place: int, *, is_original: bool) -> str:
    """The name under which a file is saved: the sender's own, or the matter's number and the file's place in it."""
    ending = EXTENSIONS[MediaType(file.media_type)]
    stem = file.original_name.rpartition(".")[0] or file.original_name if is_original else ""
    return f"{stem or f'{matter.number}-{place}'}.{ending}"


def _among(files: Iterable[Attachment], rule: rules.Rule, actor: Actor) -> set[int]:
    chosen = Attachment.objects.filter(rule.rows(actor), pk__in=[file.pk for file in files])
    return set(chosen.values_list("pk", flat=True))


def _title(file: Attachment, place: int) -> str:
    return (_("图片 %(place)d") if file.is_picture else _("文件 %(place)d")) % {"place": place}

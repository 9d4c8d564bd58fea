"""Bringing a file in: choosing it, and saying which column is what."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yishi.foundation.imports.commands import CannotImport, header_of, take_file
from yishi.foundation.imports.models import ImportRun, SavedMapping
from yishi.foundation.imports.registry import IMPORTERS, Importer
from yishi.foundation.people.actors import Actor
from yishi_methods.sheets import MissingColumns, columns_named

NO_COLUMN = "-1"


class FileForm(forms.Form):
    file = forms.FileField(label=_("表格文件"), help_text=_("Excel 表格（.xlsx）或者 CSV 文件，第一行是列名。"))
    source = forms.CharField(
        label=_("数据来源"),
        max_length=40,
        required=False,
        help_text=_("例如：网上留言板。同一来源的文件再次导入时，按编号更新，不会重复。"),
    )

    def taken(self, *, actor: Actor, importer: Importer) -> ImportRun | None:
        """The run made of the file; None, with the error at the field, for a file that cannot go in."""
        upload = self.cleaned_data["file"]
        try:
            return take_file(
                actor=actor,
                importer_name=importer.name,
                content=upload.read(),
                file_name=upload.name,
                source=self.cleaned_data["source"].strip(),
            )
        except CannotImport as fault:
            self.add_error("file", str(fault))
            return None


class ColumnsForm(forms.Form):
    """One choice for each field: which column it is. `mapping_name` keeps the choices for the next file."""

    mapping_name = forms.CharField(
        label=_("保存这组对应关系，名称"),
        max_length=60,
        required=False,
        help_text=_("下次导入同样格式的文件时可以直接选用。"),
    )

    def __init__(self, *args: Any, run: ImportRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        importer = IMPORTERS[run.importer]
        self.header = [str(cell) if cell is not None else "" for cell in header_of(run)]
        titles: list[tuple[str, Any]] = [(NO_COLUMN, _("没有这一列"))]
        titles += [(str(place), title or _("（第 %d 列）") % (place + 1)) for place, title in enumerate(self.header)]
        self.columns: list[str] = [field.name for field in importer.fields]
        fields: dict[str, forms.Field] = {
            field.name: forms.ChoiceField(
                label=importer.labels[field.name],
                choices=titles,
                initial=str(run.columns.get(field.name, NO_COLUMN)),
                required=field.is_required,
            )
            for field in importer.fields
        }
        self.fields = fields | self.fields

    def chosen(self) -> dict[str, int]:
        """The place of each field that has a column."""
        data = self.cleaned_data
        return {name: int(data[name]) for name in self.columns if data.get(name) not in ("", NO_COLUMN, None)}

    def titles(self) -> dict[str, str]:
        """The same as titles, for a saved mapping."""
        return {name: self.header[place] for name, place in self.chosen().items()}


def columns_of_mapping(run: ImportRun, mapping: SavedMapping) -> dict[str, int]:
    """The columns that a saved mapping finds in the run's file; titles the file lacks are left out."""
    header = header_of(run)
    found: dict[str, int] = {}
    for field, title in mapping.columns.items():
        try:
            found |= columns_named(header, {field: title})
        except MissingColumns:
            continue
    return found

"""Acts of importing. A file goes in chunk by chunk; each chunk is one transaction that also counts how far it is."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from yishi.foundation.imports.models import ImportRun, RefusedRow, RunState, SavedMapping
from yishi.foundation.imports.registry import IMPORTERS, Importer, Outcome, RowRefused
from yishi.foundation.ledger import revisions
from yishi.foundation.ledger.commands import schedule
from yishi.foundation.people.actors import Actor
from yishi_methods.sheets import (
    MissingColumns,
    Sheet,
    UnreadableFile,
    columns_named,
    guessed_columns,
    header_place,
    read_sheet,
)

CHUNK_ROWS = 1000
TASK = "imports.run"
UNREADABLE = {
    "empty": _l("文件是空的，没有可以导入的内容。"),
    "not_a_workbook": _l("文件名像 Excel 表格，内容却不是。请用 Excel 打开后另存为 .xlsx 再试。"),
    "cut_off": _l("表格文件不完整，可能没有传完。请重新取得这个文件再试。"),
    "no_sheet": _l("没有找到要导入的工作表。"),
    "encoding": _l("第 %(detail)s 行的文字编码无法识别。请另存为 UTF-8 编码的 CSV 或者 .xlsx 再试。"),
    "binary": _l("这不是表格文件。请选择 .xlsx 或者 .csv 文件。"),
}


class CannotImport(ValueError):
    """The file as a whole cannot go in; the message says why and what to do."""


def take_file(*, actor: Actor, importer_name: str, content: bytes, file_name: str, source: str = "") -> ImportRun:
    """Take a file in and guess its columns; nothing goes in before `confirm_run`.

    Raises `CannotImport`, `NotPermitted`.
    """
    importer = IMPORTERS[importer_name]
    importer.may_import.require(actor, None)
    sheet = opened(content, file_name)
    place = header_place(sheet.rows, importer.fields)
    return ImportRun.objects.create(
        importer=importer.name,
        file_name=file_name[:200],
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        source=source or importer.name,
        columns=guessed_columns(sheet.rows[place], importer.fields),
        header_row=place,
        rows_total=sum(1 for row in sheet.rows[place + 1 :] if not is_blank(row)),
        started_by_id=actor.account_id,
        started_at=timezone.now(),
    )


def confirm_run(
    run: ImportRun, *, actor: Actor, columns: Mapping[str, int] | None = None, is_trial: bool = False
) -> ImportRun:
    """Settle the columns of a run that has not begun. Raises `CannotImport` where a required one is missing."""
    importer = IMPORTERS[run.importer]
    importer.may_import.require(actor, None)
    if run.rows_done:
        raise CannotImport(_("这次导入已经开始，不能再改列的含义。"))
    run.columns = dict(columns if columns is not None else run.columns)
    missing = [field.name for field in importer.fields if field.is_required and field.name not in run.columns]
    if missing:
        header = [str(cell) for cell in header_of(run) if cell not in (None, "")]
        raise CannotImport(
            _("表格里没有找到这些列：%(wanted)s。表头现有：%(header)s。请改好列名，或者自己指定每一列的含义。")
            % {
                "wanted": "、".join(str(importer.labels[name]) for name in missing),
                "header": "、".join(header) or _("（空）"),
            }
        )
    run.is_trial = is_trial
    run.save(update_fields=["columns", "is_trial"])
    return run


def start_run(
    *,
    actor: Actor,
    importer_name: str,
    content: bytes,
    file_name: str,
    source: str = "",
    mapping: Mapping[str, str] | None = None,
    is_trial: bool = False,
) -> ImportRun:
    """Take a file and settle its columns by their titles at once; `mapping` gives a title for each field instead of
    guessing.

    A run of the same file that was interrupted is returned, to be gone on with. Raises `CannotImport`, `NotPermitted`.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    interrupted = ImportRun.objects.filter(
        importer=importer_name,
        sha256=sha256,
        source=source or importer_name,
        is_trial=is_trial,
        state=RunState.RUNNING,
    ).first()
    if interrupted is not None:
        return interrupted
    with transaction.atomic():
        run = take_file(actor=actor, importer_name=importer_name, content=content, file_name=file_name, source=source)
        columns = _named_columns(run, mapping) if mapping else None
        return confirm_run(run, actor=actor, columns=columns, is_trial=is_trial)


def repeat_for_real(run: ImportRun, *, actor: Actor) -> ImportRun:
    """After a trial: the same file and columns once more, this time to be written."""
    again = take_file(
        actor=actor,
        importer_name=run.importer,
        content=bytes(run.content or b""),
        file_name=run.file_name,
        source=run.source,
    )
    return confirm_run(again, actor=actor, columns=run.columns)


def header_of(run: ImportRun) -> tuple[Any, ...]:
    """The row that names the columns of the run's file."""
    return opened(bytes(run.content or b""), run.file_name).rows[run.header_row]


def _named_columns(run: ImportRun, mapping: Mapping[str, str]) -> dict[str, int]:
    unknown = [name for name in mapping if name not in IMPORTERS[run.importer].labels]
    if unknown:
        raise CannotImport(_("没有这些字段：%(unknown)s。") % {"unknown": "、".join(unknown)})
    try:
        return columns_named(header_of(run), mapping)
    except MissingColumns as missing:
        raise CannotImport(_("表头里没有这些列名：%(missing)s。") % {"missing": "、".join(missing.fields)}) from missing


def opened(content: bytes, file_name: str) -> Sheet:
    """The file's sheet. Raises `CannotImport` with words for a person."""
    try:
        return read_sheet(content, file_name)
    except UnreadableFile as fault:
        raise CannotImport(str(UNREADABLE[fault.reason]) % {"detail": fault.detail}) from fault


def is_blank(row: tuple[Any, ...]) -> bool:
    """Whether a row has nothing in it."""
    return all(cell is None or cell == "" or (isinstance(cell, str) and not cell.strip()) for cell in row)


def queue_run(run: ImportRun) -> None:
    """Have the worker do a run."""
    with transaction.atomic():
        schedule(f"import:{run.pk}", task=TASK, at=timezone.now(), data={"run": run.pk})


def finish_run(
    run: ImportRun, *, actor: Actor, progress: Callable[[ImportRun], None] | None = None, chunks: int | None = None
) -> ImportRun:
    """Do a run from where it stands to its end (or for some chunks), each chunk in its own transaction."""
    importer = IMPORTERS[run.importer]
    sheet = opened(bytes(run.content or b""), run.file_name)
    rows = [
        (number, row)
        for number, row in enumerate(sheet.rows[run.header_row + 1 :], start=run.header_row + 2)
        if not is_blank(row)
    ]
    while run.rows_done < len(rows) and chunks != 0:
        with revisions.reading():
            _do_chunk(run, importer, rows[run.rows_done : run.rows_done + CHUNK_ROWS], actor)
        if progress:
            progress(run)
        chunks = None if chunks is None else chunks - 1
    if run.rows_done >= len(rows) and run.state != RunState.DONE:
        run.state, run.finished_at = RunState.DONE, timezone.now()
        run.content = run.content if run.is_trial else None
        run.save(update_fields=["state", "finished_at", "content"])
    return run


def _do_chunk(run: ImportRun, importer: Importer, rows: list[tuple[int, tuple[Any, ...]]], actor: Actor) -> None:
    columns: dict[str, int] = run.columns
    checked: list[Any] = []
    refused: list[RefusedRow] = []
    for number, row in rows:
        cells = {field: row[place] if place < len(row) else None for field, place in columns.items()}
        try:
            checked.append(importer.check(cells))
        except RowRefused as fault:
            named = {field: str(cell)[:200] for field, cell in cells.items() if cell not in (None, "")}
            refused.append(RefusedRow(run=run, number=number, cells=named, reasons=fault.reasons))
    with transaction.atomic():
        outcome = Outcome(created=len(checked)) if run.is_trial else _stored(importer, checked, actor, run.source)
        RefusedRow.objects.bulk_create(refused)
        run.rows_done += len(rows)
        run.created += outcome.created
        run.updated += outcome.updated
        run.unchanged += outcome.unchanged
        run.refused += len(refused)
        run.state = RunState.RUNNING
        run.save(update_fields=["rows_done", "created", "updated", "unchanged", "refused", "state"])


def _stored(importer: Importer, checked: list[Any], actor: Actor, source: str) -> Outcome:
    last: dict[Any, Any] = {}
    for place, row in enumerate(checked):
        last[importer.identity(row) or place] = row
    outcome = importer.store(list(last.values()), actor=actor, source=source)
    repeated = len(checked) - len(last)
    return Outcome(outcome.created, outcome.updated, outcome.unchanged + repeated)


def save_mapping(*, actor: Actor, importer_name: str, name: str, columns: Mapping[str, str]) -> SavedMapping:
    """Keep a mapping of fields to column titles under a name; the same name is written over."""
    IMPORTERS[importer_name].may_import.require(actor, None)
    if not name.strip():
        raise CannotImport(_("请给这组对应关系起个名字。"))
    mapping, _is_new = SavedMapping.objects.update_or_create(
        importer=importer_name,
        name=name.strip()[:60],
        defaults={"columns": dict(columns), "saved_by_id": actor.account_id, "saved_at": timezone.now()},
    )
    return mapping

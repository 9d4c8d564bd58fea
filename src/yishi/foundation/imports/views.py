"""Pages of importing: choose a file, say what its columns are, try it, watch it go in, fetch what was refused."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yishi.foundation.imports import commands
from yishi.foundation.imports.forms import ColumnsForm, FileForm, columns_of_mapping
from yishi.foundation.imports.models import ImportRun, RunState, SavedMapping
from yishi.foundation.imports.registry import IMPORTERS, Importer
from yishi.foundation.people.access import staff
from yishi.foundation.people.requests import ActorRequest
from yishi.foundation.ui.exports import csv_response

SHOWN_REFUSALS = 50
SHOWN_ROWS = 3


def _importer(request: ActorRequest, name: str) -> Importer:
    importer = IMPORTERS.get(name)
    if importer is None:
        raise Http404
    importer.may_import.require(request.actor, None)
    return importer


def _run(request: ActorRequest, pk: int) -> ImportRun:
    run = get_object_or_404(ImportRun, pk=pk)
    _importer(request, run.importer)
    return run


@staff
def index(request: ActorRequest, importer: str) -> HttpResponse:
    """Choose a file; and what was brought in before."""
    chosen = _importer(request, importer)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        run = form.taken(actor=request.actor, importer=chosen)
        if run is not None:
            return redirect("imports:columns", run.pk)
    runs = ImportRun.objects.filter(importer=chosen.name).select_related("started_by").defer("content")[:20]
    context = {"importer": chosen, "form": form, "runs": runs}
    return render(request, "imports/index.html", context, status=422 if form.errors else 200)


@staff
def columns(request: ActorRequest, pk: int) -> HttpResponse:
    """Say which column is what, then try the file or bring it in."""
    run = _run(request, pk)
    if run.rows_done or run.state != RunState.WAITING:
        return redirect("imports:run", run.pk)
    mappings = SavedMapping.objects.filter(importer=run.importer)
    if request.GET.get("mapping"):
        run.columns = columns_of_mapping(run, get_object_or_404(mappings, pk=request.GET["mapping"]))
    form = ColumnsForm(request.POST or None, run=run)
    if request.method == "POST" and form.is_valid() and _started(request, run, form):
        return redirect("imports:run", run.pk)
    sheet = commands.opened(bytes(run.content or b""), run.file_name)
    context = {
        "run": run,
        "importer": IMPORTERS[run.importer],
        "form": form,
        "mappings": mappings,
        "header": sheet.rows[run.header_row],
        "sample": sheet.rows[run.header_row + 1 : run.header_row + 1 + SHOWN_ROWS],
    }
    return render(request, "imports/columns.html", context, status=422 if form.errors else 200)


def _started(request: ActorRequest, run: ImportRun, form: ColumnsForm) -> bool:
    try:
        commands.confirm_run(run, actor=request.actor, columns=form.chosen(), is_trial="trial" in request.POST)
    except commands.CannotImport as fault:
        form.add_error(None, str(fault))
        return False
    if form.cleaned_data["mapping_name"].strip():
        commands.save_mapping(
            actor=request.actor,
            importer_name=run.importer,
            name=form.cleaned_data["mapping_name"],
            columns=form.titles(),
        )
    commands.queue_run(run)
    return True


@staff
@require_safe
def run(request: ActorRequest, pk: int) -> HttpResponse:
    """How far a file is, and what was refused."""
    found = _run(request, pk)
    if request.htmx:
        return render(request, "imports/_progress.html", {"run": found})
    context = {
        "run": found,
        "importer": IMPORTERS[found.importer],
        "refused": found.refused_rows.all()[:SHOWN_REFUSALS],
        "is_done": found.state == RunState.DONE,
    }
    return render(request, "imports/run.html", context)


@staff
@require_POST
def for_real(request: ActorRequest, pk: int) -> HttpResponse:
    """After a trial, bring the same file in."""
    tried = _run(request, pk)
    if not tried.is_trial or tried.content is None:
        messages.error(request, _("这次试导入的文件已经不在了，请重新选择文件。"))
        return redirect("imports:index", tried.importer)
    again = commands.repeat_for_real(tried, actor=request.actor)
    commands.queue_run(again)
    return redirect("imports:run", again.pk)


@staff
@require_safe
def refused(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The refused rows with their reasons, as a file to mend and bring in again."""
    found = _run(request, pk)
    importer = IMPORTERS[found.importer]
    names = [field.name for field in importer.fields if field.name in found.columns]
    headings = [_("行号"), _("原因"), *(importer.labels[name] for name in names)]
    rows = (
        [row.number, " ".join(row.reasons), *(row.cells.get(name, "") for name in names)]
        for row in found.refused_rows.iterator()
    )
    return csv_response(f"refused-{found.pk}", headings, rows)

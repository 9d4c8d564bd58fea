"""Imports of files: what was brought in, how far it is, and what was refused and why."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RunState(models.TextChoices):
    WAITING = "waiting", _("等待开始")
    RUNNING = "running", _("正在导入")
    DONE = "done", _("已完成")
    FAILED = "failed", _("已中断")


class SavedMapping(models.Model):
    """Which column is which field, under a name, for the next file of the same office."""

    importer = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    columns = models.JSONField()
    saved_by = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["importer", "name"], name="one_mapping_per_name")]


class ImportRun(models.Model):
    """One file going in. `rows_done` counts the data rows finished: an interrupted run goes on after them.

    `content` is kept until the run is done. `source` names where the rows come from, so that their ids stay apart from
    those of other sources; a file of the same source updates what an earlier one brought.
    """

    importer = models.CharField(max_length=20)
    file_name = models.CharField(max_length=200)
    content = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64)
    source = models.CharField(max_length=40)
    columns = models.JSONField()
    header_row = models.PositiveIntegerField()
    is_trial = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=RunState.choices, default=RunState.WAITING)
    rows_total = models.PositiveIntegerField()
    rows_done = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    started_by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-started_at", "-pk"]


class RefusedRow(models.Model):
    """A row that could not go in: its number in the file, its cells, and the reasons in words."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="refused_rows")
    number = models.PositiveIntegerField()
    cells = models.JSONField()
    reasons = models.JSONField()

    class Meta:
        ordering = ["number"]

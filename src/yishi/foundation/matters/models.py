"""The spine: what every kind of matter has in common."""

import secrets
from typing import Any

from django.db import models
from django.utils.translation import get_language, ngettext

from yishi.foundation.matters.choices import Channel, Ending, LinkKind, Step, Visibility


def new_salt() -> str:
    return secrets.token_hex(16)


def span_words(amount: int, measure: str) -> str:
    """A promised span in words: "5 个工作日"."""
    words = {
        "workday": ngettext("%(amount)d 个工作日", "%(amount)d 个工作日", amount),
        "day": ngettext("%(amount)d 日", "%(amount)d 日", amount),
        "hour": ngettext("%(amount)d 小时", "%(amount)d 小时", amount),
    }
    return words[measure] % {"amount": amount}


class NumberSeries(models.Model):
    """The count of numbers given out for a prefix in a year; a number is a keyed permutation of its place in the
    count.
    """

    prefix = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    given = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prefix", "year"], name="one_series_per_prefix_and_year")]


class Category(models.Model):
    """A subject, in a tree of up to three levels. `words` help to suggest it; `unit` is whom it usually concerns."""

    code = models.CharField(max_length=40, unique=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=120, db_index=True, editable=False, default="/")
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    words = models.TextField(blank=True)
    unit = models.ForeignKey("people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_active = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["path", "order"]

    def __str__(self) -> str:
        return (self.name_en if get_language() == "en" else "") or self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        path = f"{self.parent.path if self.parent else '/'}{self.pk}/"
        if path != self.path:
            self.path = path
            super().save(update_fields=["path"])


class Promise(models.Model):
    """A promised time: for a kind of matter (and a subkind, and a unit with those below it, where given) and a step.

    The most particular row in force wins: unit before none, subkind before none, later `in_force_from` before earlier.
    Without a basis in law it is the district's own promise; both are shown with every deadline.
    """

    kind = models.CharField(max_length=20)
    subkind = models.CharField(max_length=20, blank=True)
    unit = models.ForeignKey("people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="promises")
    step = models.CharField(max_length=10, choices=Step.choices)
    amount = models.PositiveSmallIntegerField()
    measure = models.CharField(max_length=10, choices=[(m, m) for m in ("workday", "day", "hour")])
    basis = models.CharField(max_length=200)
    basis_en = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=40, blank=True)
    confidence = models.CharField(max_length=20, blank=True)
    in_force_from = models.DateField()
    in_force_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "subkind", "step", "-in_force_from"]

    @property
    def promise_words(self) -> str:
        """The promised span in words."""
        return span_words(self.amount, self.measure)


class Matter(models.Model):
    """One matter: a voice, a dispute, a motion, a checklist item, a project.

    `area_stem` is the stem of the area at the time of filing (a later boundary leaves it alone); "" means the district.
    `title` and `text` are the author's words whole; `public_title` and `public_text` are what everybody may read, with
    personal data masked. `version` grows with every act; an act on an older version is refused, so nobody overwrites
    another's work unseen. `due_at` is the earliest deadline still running, kept here for lists.
    """

    number = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=20)
    subkind = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    public_title = models.CharField(max_length=120, blank=True)
    public_text = models.TextField(blank=True)
    salt = models.CharField(max_length=32, default=new_salt, editable=False)
    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.PUBLIC)
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT, related_name="matters")
    area = models.ForeignKey("places.Area", null=True, blank=True, on_delete=models.PROTECT, related_name="matters")
    area_stem = models.CharField(max_length=15, blank=True)
    place_text = models.CharField(max_length=200, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    unit = models.ForeignKey("people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="matters")
    handler = models.ForeignKey(
        "people.Account", null=True, blank=True, on_delete=models.PROTECT, related_name="handled_matters"
    )
    escalated_to = models.ForeignKey(
        "people.Unit",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="escalated_matters",
        db_index=False,
    )
    filed_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    supporters = models.PositiveIntegerField(default=0)
    source = models.CharField(max_length=40, blank=True)
    external_id = models.CharField(max_length=80, null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="one_matter_per_external_id"),
        ]
        indexes = [
            models.Index(fields=["unit", "state", "due_at"], name="matter_desk"),
            models.Index(fields=["unit", "due_at"], name="matter_unit_due"),
            models.Index(
                fields=["escalated_to", "due_at"],
                condition=models.Q(escalated_to__isnull=False),
                name="matter_escalated",
            ),
            models.Index(fields=["handler", "state", "due_at"], name="matter_mine"),
            models.Index(fields=["area_stem", "filed_at"], name="matter_area"),
            # Public lists read newest first, count under any condition and gather points without touching the rows.
            models.Index(
                fields=[
                    "kind",
                    "-filed_at",
                    "-id",
                    "visibility",
                    "state",
                    "subkind",
                    "category",
                    "unit",
                    "area_stem",
                    "longitude",
                    "latitude",
                ],
                name="matter_list",
            ),
            models.Index(fields=["kind", "-supporters", "-id"], name="matter_supported"),
            models.Index(fields=["state", "due_at"], name="matter_due"),
            models.Index(fields=["category", "-filed_at"], name="matter_category"),
        ]

    def __str__(self) -> str:
        return self.number


class Authorship(models.Model):
    """Who filed a matter, kept apart from it: read only through `people.queries.reveal_identity`, which logs the look.

    `sealed_contact` is encrypted (name, telephone, e-mail of the person, as JSON). `is_confidential` hides the
    identity from the unit that handles the matter (default); otherwise the handling unit may see the contact in order
    to call back.
    """

    matter = models.OneToOneField(Matter, on_delete=models.CASCADE, related_name="authorship")
    account = models.ForeignKey(
        "people.Account", null=True, blank=True, on_delete=models.SET_NULL, related_name="authorships"
    )
    sealed_contact = models.BinaryField(null=True, blank=True)
    is_confidential = models.BooleanField(default=True)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.WEB)
    filed_by = models.ForeignKey("people.Account", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.CharField(max_length=12, default="self", choices=[(c, c) for c in ("self", "enterprise")])
    guardian_consent = models.BooleanField(null=True, blank=True)
    language = models.CharField(max_length=10, blank=True)
    external_author = models.CharField(max_length=80, blank=True)


class Assignment(models.Model):
    """The responsibility of a unit (and a person in it) for a matter, from one time to another. One is open at most."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="assignments")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="assignments")
    handler = models.ForeignKey("people.Account", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    assigned_by = models.ForeignKey("people.Account", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=10, choices=Ending.choices, blank=True, default=Ending.OPEN)
    ending_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter"], condition=models.Q(ends_at__isnull=True), name="one_open_assignment_per_matter"
            ),
        ]


class Deadline(models.Model):
    """A promise running on a matter. The rule is copied, so that a later change of promises leaves it readable."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="deadlines")
    step = models.CharField(max_length=10, choices=Step.choices)
    promise = models.ForeignKey(Promise, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    amount = models.PositiveSmallIntegerField()
    measure = models.CharField(max_length=10)
    basis = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    due_at = models.DateTimeField()
    is_provisional = models.BooleanField(default=False)
    calendar_version = models.CharField(max_length=40, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_at"]
        indexes = [models.Index(fields=["due_at"], condition=models.Q(ended_at__isnull=True), name="deadline_running")]

    @property
    def promise_words(self) -> str:
        """The promised span in words."""
        return span_words(self.amount, self.measure)


class Pause(models.Model):
    """A span in which a deadline's clock stands still, with its reason."""

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="pauses")
    reason = models.CharField(max_length=500)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    paused_by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")


class Recusal(models.Model):
    """A person or a unit that must not handle a matter: blocked, not only warned (rules.md S9)."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="recusals")
    account = models.ForeignKey(
        "people.Account", null=True, blank=True, on_delete=models.PROTECT, related_name="recusals"
    )
    unit = models.ForeignKey("people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="recusals")
    reason = models.CharField(max_length=500)
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "account"], name="one_recusal_per_account"),
            models.UniqueConstraint(fields=["matter", "unit"], name="one_recusal_per_unit"),
        ]


class Note(models.Model):
    """An internal note: seen by those who handle or supervise the matter, never in public."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=5000)
    salt = models.CharField(max_length=32, default=new_salt, editable=False)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "pk"]


class Link(models.Model):
    """A relation between two matters, read in both directions."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="links")
    other = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="linked_from")
    kind = models.CharField(max_length=10, choices=LinkKind.choices, default=LinkKind.RELATED)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "other", "kind"], name="one_link_per_pair_and_kind")]


class Support(models.Model):
    """A me-too (附议). `supporter` is a keyed digest of the account or of the visitor's device: one each, nobody
    named.
    """

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="supports")
    supporter = models.CharField(max_length=64)
    given_at = models.DateTimeField()
    entered_in_ledger = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "supporter"], name="one_support_per_person")]

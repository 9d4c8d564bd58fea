"""What a voice has beyond the matter it stands on."""

from django.db import models

from yishi.foundation.matters.models import Matter, new_salt
from yishi.parts.voices.choices import ContactWay, OtherChannel


class Voice(models.Model):
    """The detail of a matter of kind "voice".

    `suggested_*` is what software proposed; a person confirms or corrects it, and both remain. `answered_by` is who
    wrote the answer in force: the second person who checks a closure must be somebody else.
    """

    matter = models.OneToOneField(Matter, on_delete=models.CASCADE, primary_key=True, related_name="voice")
    about_unit = models.ForeignKey("people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    about_retaliation = models.BooleanField(default=False)
    suggested_category = models.ForeignKey(
        "matters.Category", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    suggested_unit = models.ForeignKey("people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    suggestion_confidence = models.FloatField(null=True, blank=True)
    redirected_to = models.CharField(max_length=12, choices=OtherChannel.choices, blank=True)
    redirect_reason = models.CharField(max_length=500, blank=True)
    contacted_at = models.DateTimeField(null=True, blank=True)
    contact_way = models.CharField(max_length=12, choices=ContactWay.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("people.Account", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    rated_at = models.DateTimeField(null=True, blank=True)
    is_solved = models.BooleanField(null=True, blank=True)
    is_satisfied = models.BooleanField(null=True, blank=True)
    rating_comment = models.CharField(max_length=1000, blank=True)
    times_reopened = models.PositiveSmallIntegerField(default=0)
    times_appealed = models.PositiveSmallIntegerField(default=0)
    against = models.PositiveIntegerField(
        default=0, help_text="反对数 of an imported board; this platform counts none itself"
    )

    class Meta:
        indexes = [models.Index(fields=["answered_at"], name="voice_answered")]


class Answer(models.Model):
    """A public answer. Later ones stand beside earlier ones; none is overwritten."""

    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="answers")
    text = models.TextField()
    public_text = models.TextField()
    salt = models.CharField(max_length=32, default=new_salt, editable=False)
    unit = models.ForeignKey("people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    written_by = models.ForeignKey("people.Account", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()
    in_time = models.BooleanField(null=True)

    class Meta:
        ordering = ["answered_at", "pk"]


class Rating(models.Model):
    """One rating of one answer. A voice done again keeps its earlier ratings: figures count them all."""

    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="ratings")
    is_solved = models.BooleanField()
    is_satisfied = models.BooleanField()
    rated_at = models.DateTimeField()

    class Meta:
        ordering = ["rated_at", "pk"]


class Reply(models.Model):
    """What the author added later: why it is not solved, why the next level should look, a correction's reason."""

    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="replies")
    kind = models.CharField(max_length=10, choices=[(k, k) for k in ("reopen", "appeal", "withdraw", "correct")])
    text = models.TextField()
    salt = models.CharField(max_length=32, default=new_salt, editable=False)
    former_text = models.TextField(blank=True)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "pk"]


class PublishedRates(models.Model):
    """The three rates of a month as published on a day. Each day's stay, so that a figure can be looked up later.

    `figures` maps "units", "categories" and "total" to lines: an id or null, then for each rate its numerator and
    denominator, or null where it is hidden.
    """

    month = models.DateField(help_text="the first day of the month in which the voices were filed")
    as_of = models.DateField(help_text="published on this day, of what was known at its beginning")
    figures = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "as_of"], name="one_sheet_of_rates_per_month_and_day")]

"""Which years are announced, and the days in them that are not as their weekday says."""

from django.db import models
from django.utils.translation import get_language

from yishi.foundation.calendar.choices import DayKind, YearStatus


class CalendarYear(models.Model):
    """A year's table of working days and where it comes from.

    `version` is 0 while the year is provisional and counts the official tables loaded since. A provisional year has the
    days that the statute fixes and no exchanged days (调休), which only the yearly notice tells.
    """

    year = models.PositiveSmallIntegerField(primary_key=True)
    status = models.CharField(max_length=12, choices=YearStatus.choices)
    source = models.CharField(max_length=200)
    version = models.PositiveSmallIntegerField(default=0)
    loaded_at = models.DateTimeField()

    class Meta:
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)

    @property
    def is_official(self) -> bool:
        return self.status == YearStatus.OFFICIAL


class SpecialDay(models.Model):
    """A weekday that is off, a day of rest that is worked, or a day of rest within a holiday.

    `year` is the year whose notice says so: the notice of a year may move the last days of the December before it.
    """

    date = models.DateField(primary_key=True)
    year = models.ForeignKey(CalendarYear, on_delete=models.CASCADE, related_name="days")
    kind = models.CharField(max_length=4, choices=DayKind.choices)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return (self.name_en if get_language() == "en" else "") or self.name

"""Areas in a tree, their boundaries by date, the duty of each grid, and the names by which people call places."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    DISTRICT = "district", _("区")
    TOWN = "town", _("镇（街道）")
    COMMUNITY = "community", _("村（社区）")
    GRID = "grid", _("网格")


class Area(models.Model):
    """An area of the district.

    `code` is the 12-digit statistical division code (rules.md section 4, TJ12); a grid adds a 3-digit sequence: 15 digits.
    `stem` is the code without the zeros that pad it (6 digits a district, 9 a town, 12 a village or community, 15 a grid),
    so that an area's whole subtree is `stem` <= x < `stem_end`. Codes are never reused.
    """

    code = models.CharField(max_length=15, unique=True)
    stem = models.CharField(max_length=15, unique=True)
    level = models.CharField(max_length=10, choices=Level.choices)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    households = models.PositiveIntegerField(null=True, blank=True)
    in_force_from = models.DateField(null=True, blank=True)
    in_force_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return (self.name_en if get_language() == "en" else "") or self.name

    @property
    def stem_end(self) -> str:
        """The first code text after every code of this subtree."""
        return self.stem[:-1] + chr(ord(self.stem[-1]) + 1)

"""Areas in a tree, their boundaries by date, the duty of each grid, and the names by which people call places."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from yishi.foundation.places.choices import GridKind, Level, NameKind, SourceDatum

__all__ = ["Area", "Boundary", "Branch", "GridDuty", "Level", "MeetingPlace", "PlaceName"]


class Area(models.Model):
    """An area of the district.

    `code` is the 12-digit statistical division code (rules.md section 4, TJ12); a grid adds a 3-digit sequence: 15
    digits. `stem` is the code without the zeros that pad it (6 digits a district, 9 a town, 12 a village or community,
    15 a grid), so that an area's whole subtree is `stem` <= x < `stem_end`. Codes are never reused.
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


class Boundary(models.Model):
    """Where an area lies, from one day to another (both included; no last day: until further notice).

    `geometry` is a GeoJSON geometry in WGS 84, valid; `outline` the same with fewer points, for maps. `repair_note`
    names what was wrong with it when it came (values of `yishi_methods.spatial.geojson.Fault`, separated by spaces).
    Versions of an area follow each other without a common day: only `commands.import_areas` writes here.
    """

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="boundaries")
    geometry = models.TextField()
    outline = models.TextField(blank=True)
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    in_force_from = models.DateField()
    in_force_to = models.DateField(null=True, blank=True)
    source_crs = models.CharField(max_length=8, choices=SourceDatum.choices, default=SourceDatum.WGS84)
    source = models.CharField(max_length=200, blank=True)
    repair_note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["area", "in_force_from"]
        constraints = [
            models.UniqueConstraint(fields=["area", "in_force_from"], name="one_boundary_per_area_and_first_day"),
            models.UniqueConstraint(
                fields=["area"], condition=Q(in_force_to__isnull=True), name="one_boundary_until_further_notice"
            ),
            models.CheckConstraint(
                condition=Q(in_force_to__isnull=True) | Q(in_force_to__gte=F("in_force_from")),
                name="boundary_ends_after_it_starts",
            ),
        ]


class GridDuty(models.Model):
    """What is posted in a grid: what its team takes care of, and whom to call. Telephones are those of offices."""

    grid = models.OneToOneField(Area, on_delete=models.PROTECT, related_name="duty")
    kind = models.CharField(max_length=10, choices=GridKind.choices, default=GridKind.GENERAL)
    duties = models.TextField(blank=True, help_text=_("一行一项"))
    duties_en = models.TextField(blank=True)
    telephone = models.CharField(max_length=40, blank=True, help_text=_("网格办公电话，不填私人号码"))
    supervision_telephone = models.CharField(max_length=40, blank=True)
    changed_on = models.DateField()


class Branch(models.Model):
    """A party branch as an office that can be reached, of one grid or jointly of several. Members are never kept."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    telephone = models.CharField(max_length=40, blank=True, help_text=_("对外办公电话，不填私人号码"))
    address = models.CharField(max_length=120, blank=True)
    grids = models.ManyToManyField(Area, related_name="branches", limit_choices_to={"level": Level.GRID})

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return (self.name_en if get_language() == "en" else "") or self.name


class MeetingPlace(models.Model):
    """The one place of a grid where people meet and are met."""

    grid = models.OneToOneField(Area, on_delete=models.PROTECT, related_name="meeting_place")
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=120)
    opening_hours = models.CharField(max_length=200, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)

    def __str__(self) -> str:
        return (self.name_en if get_language() == "en" else "") or self.name


class PlaceName(models.Model):
    """A name by which people call a place, and the area it lies in.

    `key` is the label in one spelling (`yishi_methods.spatial.addresses.normalise_address`). An estate or a road that
    lies in several grids has a row for each; `numbers` then says which buildings or doors the row stands for, such as
    "1-9,12" or "1-99单".
    """

    key = models.CharField(max_length=80)
    label = models.CharField(max_length=80)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="place_names")
    kind = models.CharField(max_length=10, choices=NameKind.choices)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    numbers = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["key", "area"]
        constraints = [
            models.UniqueConstraint(fields=["key", "area", "kind"], name="one_place_name_per_key_area_and_kind")
        ]

    def __str__(self) -> str:
        return self.label

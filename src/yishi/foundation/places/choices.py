"""Fixed vocabularies of places."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from yishi_methods.spatial import addresses
from yishi_methods.spatial.coordinates import Datum


class Level(models.TextChoices):
    DISTRICT = "district", _("区")
    TOWN = "town", _("镇（街道）")
    COMMUNITY = "community", _("村（社区）")
    GRID = "grid", _("网格")


# From the deepest to the highest.
LEVELS_UPWARD = (Level.GRID, Level.COMMUNITY, Level.TOWN, Level.DISTRICT)


class GridKind(models.TextChoices):
    GENERAL = "general", _("综合网格")
    SPECIAL = "special", _("专属网格")


class SourceDatum(models.TextChoices):
    """In which coordinates a boundary came; it is stored in WGS 84."""

    WGS84 = Datum.WGS84.value, _("WGS 84（CGCS2000）")
    GCJ02 = Datum.GCJ02.value, _("GCJ-02（高德、腾讯）")
    BD09 = Datum.BD09.value, _("BD-09（百度）")


class NameKind(models.TextChoices):
    ESTATE = addresses.PlaceKind.ESTATE.value, _("小区")
    ROAD = addresses.PlaceKind.ROAD.value, _("道路")
    BUILDING = addresses.PlaceKind.BUILDING.value, _("楼栋")
    ADDRESS = addresses.PlaceKind.ADDRESS.value, _("门牌地址")
    LANDMARK = addresses.PlaceKind.LANDMARK.value, _("地标")


class Certainty(models.TextChoices):
    """How far a text was understood."""

    EXACT = addresses.Certainty.EXACT.value, _("精确到楼栋或门牌")
    ESTATE = addresses.Certainty.ESTATE.value, _("确定到小区")
    ROAD = addresses.Certainty.ROAD.value, _("确定到道路")
    AREA = addresses.Certainty.AREA.value, _("确定到区域")
    SEVERAL = addresses.Certainty.SEVERAL.value, _("有几处可能，请选择")

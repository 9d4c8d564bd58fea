"""How faults of coordinates and geometry are said to people."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yishi_methods.spatial.diagnosis import PointState
from yishi_methods.spatial.geojson import Fault, GeoJSONError

_FAULTS = {
    Fault.NOT_UTF8: gettext_lazy("文件不是 UTF-8 编码，请在导出时选择 UTF-8。"),
    Fault.NOT_JSON: gettext_lazy("文件不是完整的 JSON，可能在传输中被截断，请重新导出。"),
    Fault.NOT_A_COLLECTION: gettext_lazy("文件不是 GeoJSON 要素集合（FeatureCollection）。"),
    Fault.FOREIGN_CRS: gettext_lazy("坐标系“%(found)s”不能直接使用，请导出为 WGS 84 经纬度（EPSG:4326）。"),
    Fault.NO_GEOMETRY: gettext_lazy("没有边界。"),
    Fault.NOT_A_POLYGON: gettext_lazy("边界应为多边形（Polygon 或 MultiPolygon），文件里是“%(found)s”。"),
    Fault.EMPTY: gettext_lazy("边界没有围出任何面积。"),
    Fault.NOT_A_NUMBER: gettext_lazy("坐标不是数字：“%(found)s”。坐标应写成不带引号的数字，先经度后纬度。"),
    Fault.NOT_FINITE: gettext_lazy("坐标不是有限的数：“%(found)s”。"),
    Fault.OFF_EARTH: gettext_lazy("坐标 %(found)s 不是经纬度，可能是以米为单位的投影坐标，请导出为经纬度。"),
    Fault.SWAPPED: gettext_lazy("坐标 %(found)s 的经度和纬度写反了，应为先经度后纬度。"),
    Fault.TOO_MANY_POINTS: gettext_lazy("边界的点超过 %(found)s 个，请先适当简化。"),
    Fault.HEIGHT_DROPPED: gettext_lazy("坐标里的高程已略去"),
    Fault.UNCLOSED_RING: gettext_lazy("边界没有首尾相接，已闭合"),
    Fault.DUPLICATE_POINTS: gettext_lazy("重复的点已去掉"),
    Fault.COLLAPSED_RING: gettext_lazy("没有面积的部分已去掉"),
    Fault.WRONG_WINDING: gettext_lazy("边界的绕行方向已改正"),
    Fault.SELF_CROSSING: gettext_lazy("边界自相交叉，已在交点处拆分改正"),
}
_POINTS = {
    PointState.FINE: gettext_lazy("位置可以使用。"),
    PointState.MISSING: gettext_lazy("没有坐标。"),
    PointState.NOT_A_NUMBER: gettext_lazy("坐标不是数字。"),
    PointState.ZERO: gettext_lazy("坐标是（0, 0），多半是设备没有定位成功，请重新定位或者填写地址。"),
    PointState.OFF_EARTH: gettext_lazy("坐标不是经纬度。经度在 -180 到 180 之间，纬度在 -90 到 90 之间。"),
    PointState.SWAPPED: gettext_lazy("经度和纬度写反了，请对调后再试。"),
    PointState.OUTSIDE: gettext_lazy("这个位置不在本区范围内。"),
}


def say_fault(fault: Fault, found: str = "") -> str:
    """The sentence for a fault of geometry."""
    return str(_FAULTS[fault]) % {"found": found}


def say_error(error: GeoJSONError) -> str:
    """The sentence for a geometry that could not be taken, with the place in it."""
    sentence = say_fault(error.fault, error.found)
    if not error.where or error.fault in (Fault.FOREIGN_CRS, Fault.NO_GEOMETRY, Fault.NOT_A_POLYGON):
        return sentence
    return _("%(sentence)s（位置：%(where)s）") % {"sentence": sentence, "where": error.where}


def say_point(state: PointState) -> str:
    """The sentence for a point."""
    return str(_POINTS[state])

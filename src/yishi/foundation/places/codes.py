"""The code of an area: 12 digits of the statistical division code, and 3 more for a grid (rules.md section 4, TJ12)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from yishi.foundation.places.choices import Level

_DISTRICT, _TOWN, _COMMUNITY, _GRID = 6, 9, 12, 15
_LEVEL_OF_LENGTH = {
    _DISTRICT: Level.DISTRICT,
    _TOWN: Level.TOWN,
    _COMMUNITY: Level.COMMUNITY,
    _GRID: Level.GRID,
}


class NotACode(ValueError):
    """The text is not the code of an area. The message says why and is shown to people."""


@dataclass(frozen=True)
class AreaCode:
    """A code taken apart. `parent_stem` is "" for a district."""

    code: str
    stem: str
    level: Level
    parent_stem: str


def parse_code(text: str) -> AreaCode:
    """Take a code apart. Raises NotACode."""
    code = text.strip()
    if not (code.isascii() and code.isdigit()) or len(code) not in (_COMMUNITY, _GRID):
        raise NotACode(
            _("区域代码“%(code)s”不对：应为 12 位数字的统计用区划代码，网格再加 3 位顺序号，共 15 位。")
            % {"code": code[:30]}
        )
    if len(code) == _GRID:
        return _grid(code)
    town, community = code[_DISTRICT:_TOWN], code[_TOWN:_COMMUNITY]
    if int(town) == 0 and int(community) > 0:
        raise NotACode(_("区域代码“%(code)s”不对：第 7 至 9 位为 000，却有村（社区）代码。") % {"code": code})
    length = _COMMUNITY if int(community) else _TOWN if int(town) else _DISTRICT
    return _taken_apart(code, length)


def _grid(code: str) -> AreaCode:
    if int(code[_COMMUNITY:]) == 0:
        raise NotACode(_("网格代码“%(code)s”不对：最后 3 位顺序号从 001 开始。") % {"code": code})
    if int(code[_TOWN:_COMMUNITY]) == 0:
        raise NotACode(_("网格代码“%(code)s”不对：网格必须属于一个村（社区）。") % {"code": code})
    return _taken_apart(code, _GRID)


def _taken_apart(code: str, length: int) -> AreaCode:
    parent_stem = "" if length == _DISTRICT else code[: length - 3]
    return AreaCode(code, code[:length], _LEVEL_OF_LENGTH[length], parent_stem)

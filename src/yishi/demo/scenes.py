"""Where something happens and when: what a text may call by name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from yishi.demo.district import District, Estate, Landmark, Road
from yishi.demo.ground import Point
from yishi.demo.topics import GROUNDS, Topic

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎易常武乔贺赖龚文"  # noqa: E501
WEEKDAYS = "一二三四五六日"
LIKES_SUFFIX = ("里", "湾", "绿洲", "月色", "门第")
"""Estates with such names are often called "…小区"."""
MOBILE_PREFIX = "1540000"
"""Mobile numbers that begin with 154 are given out by nobody."""
PLATE_PREFIX = "苏Z"
"""No city has these letters."""
NEARBY = {
    "school": ("primary", "middle"),
    "primary": ("primary",),
    "middle": ("middle",),
    "nursery": ("nursery",),
    "market": ("market",),
    "park": ("park",),
    "hospital": ("hospital",),
    "mall": ("mall",),
    "counter": ("counter",),
}


@dataclass(frozen=True)
class Spot:
    """A place that a voice is about. `number` is that of the building, the house or the door; 0 for none."""

    site: Estate | Road | Landmark
    grid: str
    point: Point
    number: int = 0

    @property
    def is_estate(self) -> bool:
        return isinstance(self.site, Estate) and not self.site.is_hamlet

    @property
    def is_hamlet(self) -> bool:
        return isinstance(self.site, Estate) and self.site.is_hamlet


def choose_spot(topic: Topic, district: District, rng: Random) -> Spot:
    """A place that fits a topic."""
    if topic.hot:
        sites: list[Estate | Road | Landmark] = [*district.estates, *district.landmarks]
        return _spot_at(next(site for site in sites if site.label == topic.hot), rng)
    if topic.ground == "road":
        return _spot_at(rng.choice(district.roads), rng)
    if topic.ground in ("estate", "village", "any"):
        wants_hamlet = topic.ground == "village" or (topic.ground == "any" and rng.random() < 0.25)
        estates = [estate for estate in district.estates if estate.is_hamlet == wants_hamlet]
        return _spot_at(rng.choices(estates, [len(estate.buildings) for estate in estates])[0], rng)
    kinds = GROUNDS.get(topic.ground, (topic.ground,))
    return _spot_at(rng.choice([mark for mark in district.landmarks if mark.kind in kinds]), rng)


def _spot_at(site: Estate | Road | Landmark, rng: Random) -> Spot:
    if isinstance(site, Landmark):
        return Spot(site, site.grid, site.point)
    if isinstance(site, Road):
        part = rng.choice(site.parts)
        return Spot(site, part.grid, part.point, rng.randint(part.first, part.last))
    number = rng.choice(list(site.buildings))
    return Spot(site, site.part_of(number).grid, site.buildings[number], number)


@dataclass
class Scene:
    """The names that a voice's texts use. In each text a place is called by its full name first, then shortly."""

    district: District
    spot: Spot
    filed_on: date
    rng: Random
    answers: dict[str, str] = field(default_factory=dict)
    """What only becomes known when somebody answers: the day of the visit, the office's name for itself …"""
    block: str = field(init=False)
    """The building as this person writes it, the same in all of their texts."""
    _is_named: bool = False
    _is_formal: bool = False

    def __post_init__(self) -> None:
        self.block = self._write_block()

    def begin(self, *, is_formal: bool = False) -> None:
        """A new text: nothing is named yet. In a formal one a place has its name throughout."""
        self._is_named, self._is_formal = False, is_formal

    def values(self) -> Mapping[str, str | Callable[[], str]]:
        """Everything that the rules may ask for."""
        road, other = self._roads()
        fixed: dict[str, str | Callable[[], str]] = {
            name: self.district.nearest(kinds, self.spot.point).label for name, kinds in NEARBY.items()
        }
        site = self.spot.site
        if isinstance(site, Landmark) and site.kind in NEARBY:
            fixed[site.kind] = site.label
        return fixed | {
            "here": self._here,
            "estate": self._estate,
            "block": self.block,
            "road": lambda: self._name_road(road),
            "corner": f"{road}{self.rng.choice(('和', '与', ''))}{other}{self.rng.choice(('路口', '交叉口', '路口'))}",
            "estate_near": self._nearest_estate(),
            "community": self._area(12),
            "town": self._area(9),
            "september": "今年九月" if self.filed_on.month < SEPTEMBER else "明年九月",
            "half_year": "今年上半年" if self.filed_on.month >= SEPTEMBER else "去年下半年",
            "since": self._since,
            "since_short": lambda: self.rng.choice(("最近", "这阵子", "近来", "这半个月", "这段时间")),
            "yesterday": self._yesterday,
            "mobile": lambda: invented_mobile(self.rng),
            "plate": lambda: invented_plate(self.rng),
            "surname": lambda: self.rng.choice(SURNAMES),
            **{name: partial(self._known_at_answer, name) for name in ANSWERED_NAMES},
        }

    def place_text(self) -> str:
        """The place as somebody fills it into the form."""
        site, number = self.spot.site, self.spot.number
        if isinstance(site, Landmark):
            return site.label
        if isinstance(site, Road):
            return self.rng.choice((f"{site.label}{number}号附近", f"{site.label}{number}号门口", site.label))
        if site.is_hamlet:
            return f"{self._area(12)}{site.label}{number}号"
        unit = f"{self.rng.randint(1, 4)}单元" if self.rng.random() < 0.4 else ""
        suffix = self.rng.choice(("小区", ""))
        return f"{site.label}{suffix}{number}{self.rng.choice(('栋', '幢', '号楼'))}{unit}"

    def _known_at_answer(self, name: str) -> str:
        return self.answers[name]

    def _here(self) -> str:
        site = self.spot.site
        if isinstance(site, Estate) and not site.is_hamlet:
            block = self.block if not self._is_named and self.rng.random() < 0.5 else ""
            return f"{self._estate()}{block}"
        if self.spot.is_hamlet:
            return self._once(self._hamlet(), ("村里", "我们村", "我们这里"))
        return self._once(site.label, ("这条路", "这段路", "这里") if isinstance(site, Road) else ("这里", "这边"))

    def _estate(self) -> str:
        if self.spot.is_hamlet:
            return self._once(self._hamlet(), ("村里", "我们村"))
        if not self.spot.is_estate:
            return self._once(self._nearest_estate(), ("我们小区", "小区"))
        label = self.spot.site.label
        if label.endswith(LIKES_SUFFIX) and self.rng.random() < 0.5:
            label = f"{label}小区"
        return self._once(label, ("小区", "我们小区"))

    def _once(self, full: str, short: Sequence[str]) -> str:
        if self._is_named and not self._is_formal:
            return self.rng.choice(short)
        self._is_named = True
        return full

    def _hamlet(self) -> str:
        label = self.spot.site.label
        return self.rng.choice((f"{self._area(12)}{label}", label))

    def _name_road(self, road: str) -> str:
        if isinstance(self.spot.site, Road):
            self._is_named = True
        return road

    def _write_block(self) -> str:
        if self.spot.is_hamlet:
            return f"{self.spot.number}号"
        if not self.spot.is_estate:
            return f"{self.rng.randint(1, 12)}栋"
        unit = f"{self.rng.randint(1, 4)}单元" if self.rng.random() < 0.25 else ""
        return f"{self.spot.number}{self.rng.choice(('栋', '栋', '幢', '号楼'))}{unit}"

    def _roads(self) -> tuple[str, str]:
        nearest = [road.label for road in self.district.nearest_roads(self.spot.point)]
        if isinstance(self.spot.site, Road):
            own = self.spot.site.label
            return own, next(label for label in nearest if label != own)
        return nearest[0], nearest[1]

    def _nearest_estate(self) -> str:
        x, y = self.spot.point
        estates = [estate for estate in self.district.estates if not estate.is_hamlet]
        return min(
            estates, key=lambda estate: (estate.parts[0].point[0] - x) ** 2 + (estate.parts[0].point[1] - y) ** 2
        ).label

    def _area(self, digits: int) -> str:
        return self.district.areas[self.spot.grid[:digits].ljust(12, "0")].name

    def _since(self) -> str:
        day = self.filed_on - timedelta(days=self.rng.randint(6, 40))
        last_month = (self.filed_on.replace(day=1) - timedelta(days=1)).month
        options = [
            f"{last_month}月{self.rng.choice(('初', '中旬', '底'))}开始",
            f"从{day.month}月{day.day}号起",
            f"最近{self.rng.choice(('半个月', '一个星期', '一个多月', '十来天'))}",
            f"这{self.rng.choice(('几天', '一阵子', '段时间', '个把月', '两个星期'))}",
            f"上{self.rng.choice(('个月', '个星期'))}开始",
            *SINCE_SEASON.get(self.filed_on.month, ()),
        ]
        return self.rng.choice(options)

    def _yesterday(self) -> str:
        day = self.filed_on - timedelta(days=self.rng.randint(2, 8))
        options = ("昨天", "昨天", "前天", f"上周{self.rng.choice(WEEKDAYS)}", f"{day.month}月{day.day}日", "前两天")
        return self.rng.choice(options)


SEPTEMBER = 9
ANSWERED_NAMES = ("self", "phone", "day", "filed_day", "surname_dear", "right_unit", "office_about", "caller")
SINCE_SEASON = {
    1: ("元旦以后", "入冬以来"),
    2: ("过年以来", "春节过后"),
    3: ("开春以来", "过完年"),
    4: ("清明前后开始",),
    5: ("五一以后", "天一热"),
    6: ("入夏以来", "天热以后"),
    7: ("入夏以来", "放暑假以后"),
    8: ("这个夏天", "放暑假以来"),
    9: ("开学以后", "入秋以来"),
    10: ("国庆以后", "中秋过后"),
    11: ("国庆以来", "天冷以后"),
    12: ("入冬以来", "天冷下来以后"),
}


def invented_mobile(rng: Random) -> str:
    """A mobile number that nobody has."""
    return f"{MOBILE_PREFIX}{rng.randint(0, 9999):04}"


def invented_plate(rng: Random) -> str:
    """A number plate that no car has."""
    return f"{PLATE_PREFIX}{rng.choice(('·', '', ' '))}{rng.choice('ABCDEFGHJK')}{rng.randint(1000, 9999)}"


def day_words(moment: datetime) -> str:
    """A day as an answer writes it: "11月3日"."""
    return f"{moment.month}月{moment.day}日"

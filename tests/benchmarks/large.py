"""A district with many voices, brought in by the importer from invented rows."""

import csv
import io
import random
import time
from datetime import UTC, datetime, timedelta

from tests.factories import District, make_district
from yishi.foundation.imports.commands import finish_run, start_run
from yishi.foundation.matters.models import Assignment, Matter
from yishi.foundation.people.actors import SYSTEM

SEED = 20260101
ROWS = 100_000
PLACES = ("幸福里3栋", "人民路与朝阳街路口", "翠湖花园东门", "第二小学门口", "老菜场后面")
PROBLEMS = (
    "路灯坏了",
    "夜里施工很吵",
    "下水道堵了",
    "电梯总是停",
    "垃圾没人收",
    "停车占了人行道",
    "自来水发黄",
    "狗没牵绳",
)
DETAILS = ("已经一个多月", "从上个星期开始", "打过电话没有人来", "老人和孩子都受影响", "希望尽快处理", "昨天差点出事")


def rows_as_csv(count: int = ROWS) -> bytes:
    """Invented messages in the columns of a real board."""
    lot = random.Random(SEED)
    start = datetime(2025, 1, 1, tzinfo=UTC)
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "反对数", "点赞数"])
    for number in range(count):
        place, problem = lot.choice(PLACES), lot.choice(PROBLEMS)
        filed = start + timedelta(minutes=lot.randrange(680 * 24 * 60))
        details = "，".join(lot.sample(DETAILS, 3))
        text = f"{place}{problem}，{details}。{lot.randrange(10**6)}号楼的住户都这么说，请来看一看，给我们一个答复。"
        title = f"反映{place}{problem}的问题"
        writer.writerow(
            [number, f"U{lot.randrange(40_000)}", title, f"{filed:%Y/%m/%d %H:%M:%S}", text, 0, lot.randrange(9)]
        )
    return file.getvalue().encode()


def bring_in(count: int = ROWS) -> tuple[District, float]:
    """Make the district and import; returns it with the seconds that the import took."""
    district = make_district()
    content = rows_as_csv(count)
    started = time.perf_counter()
    run = start_run(actor=SYSTEM, importer_name="voices", content=content, file_name="large.csv")
    finish_run(run, actor=SYSTEM)
    return district, time.perf_counter() - started


def hand_out(district: District) -> None:
    """Give the bureau every tenth voice, and close nine of ten of the others, as in a district that works."""
    numbers = Matter.objects.values_list("pk", flat=True)
    Matter.objects.filter(pk__in=[pk for pk in numbers if pk % 10 == 0]).update(unit=district.bureau, state="assigned")
    Matter.objects.exclude(unit=district.bureau).filter(pk__in=[pk for pk in numbers if pk % 10 != 1]).update(
        state="closed", due_at=None, unit=district.town_unit
    )
    Assignment.objects.bulk_create(
        [
            Assignment(matter=matter, unit=district.bureau, starts_at=matter.filed_at)
            for matter in Matter.objects.filter(unit=district.bureau).only("pk", "filed_at")
        ],
        batch_size=2000,
    )

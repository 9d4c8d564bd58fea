"""The gallery: every component once, beside the line that makes it. Served where SHOW_GALLERY is on."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from yishi.foundation.people.access import public
from yishi.foundation.people.models import Unit, UnitKind
from yishi.foundation.ui.components import Figures, Moment, Tab, steps_until
from yishi.foundation.ui.forms import Choices, LongText
from yishi.foundation.ui.tables import Column, Filter, Table, by

# Samples of what offices and residents write: Chinese on a page of either language.
WORDS = {
    "main": "说一件事",
    "other": "看看填错的样子",
    "moving": "办理中",
    "basis": "时限依据：本区服务承诺，一般诉求 5 个工作日答复。",
    "voice": "幸福里3栋楼下的路灯从上周五开始不亮，晚上老人出门看不清台阶。\n请尽快修一修。",
    "answer_title": "城市管理局的答复",
    "answer": "您反映的路灯已于昨天下午换好灯头并试亮。如再有问题，请直接回复本编号。",
    "received": "已收到",
    "receipt": "编号 PX-26-7K4Q，将在 11 月 30 日（5 个工作日）前答复您。",
    "masked": "文字里有电话号码，公开时会遮住。",
    "stale": "这一页已经被别人改过。请先看一看新的内容，再提交一次；您写的字都还在。",
    "rain": "同一处积水 24 小时内收到 31 件诉求。",
    "desk": "工作台",
    "chart": "近三个月的诉求",
    "import": "正在导入 board.xlsx",
    "none": "您还没有提过诉求",
    "none_hint": "说一件事，一两句话就行；不用注册。",
    "grid": "幸福里第一网格",
}
TONES = [
    ("已收到", "waiting"),
    ("办理中", "moving"),
    ("已答复", "answered"),
    ("已办结", "closed"),
    ("已撤回", "stopped"),
    ("已超期", "alert"),
]
LABELS = ["已收到", "已分派", "办理中", "已答复", "已办结"]
FACTS = [("负责单位", "城市管理局"), ("地点", "幸福里社区第一网格"), ("编码", "329901101201001")]
COUNTS = [
    ("今年收到", "1,502", "件"),
    ("按时答复", "96.4%", ""),
    ("正在办理", "87", "件"),
    ("满意", "91.2%", "1,114 份评价"),
]
MONTHS = Figures(["月份", "收到", "按时答复"], [["9月", 112, "96%"], ["10月", 134, "94%"], ["11月", 97, "98%"]])

UNITS = Table(
    name="units",
    columns=(
        Column("name", "单位", str, order=("name",), kind="main"),
        Column("kind", "类别", lambda unit: unit.get_kind_display(), order=("kind",)),
        Column("telephone", "电话", lambda unit: unit.telephone),
        Column("children", "下属单位", lambda unit: unit.children_count, order=("children_count",), kind="number"),
    ),
    filters=(
        Filter("q", lambda: forms.CharField(label="名称"), by("name__contains"), is_main=True),
        Filter("kind", lambda: forms.ChoiceField(label="类别", choices=[("", "全部"), *UnitKind.choices]), by("kind")),
    ),
    order="name",
    page_size=3,
)


class SampleForm(forms.Form):
    text = forms.CharField(
        label="您想说什么", widget=LongText, max_length=2000, help_text="写清楚时间、地点和经过。不用写姓名和电话。"
    )
    kind = forms.ChoiceField(
        label="这是哪一类",
        choices=[("ask", "咨询"), ("help", "求助"), ("complain", "投诉")],
        widget=Choices(hints={"ask": "想弄清一件事", "help": "需要有人来办", "complain": "对服务不满意"}),
    )
    picture = forms.FileField(label="照片", required=False, help_text="JPEG 或 PNG，最多 10 MB。")
    telephone = forms.CharField(label="联系电话", required=False)
    agree = forms.BooleanField(label="我已满 14 周岁，或已得到监护人同意")


@public
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """All components; with ?wrong=1 the form as it looks when it was filled in wrongly."""
    wrong = SampleForm({"text": "", "kind": "other"}) if "wrong" in request.GET else SampleForm()
    units = UNITS.page(request, Unit.objects.annotate(children_count=Count("children")))
    return render(request, "web/gallery.html", {**_samples(), "form": wrong, "page": units})


def _samples() -> dict[str, Any]:
    now = timezone.now()
    return {
        "words": WORDS,
        "tones": TONES,
        "facts": FACTS,
        "counts": COUNTS,
        "figures": MONTHS,
        "due_calm": now + timedelta(days=6),
        "due_soon": now + timedelta(hours=5),
        "due_overdue": now - timedelta(days=3),
        "met_at": now - timedelta(days=4),
        "way": steps_until(LABELS, 2),
        "finished_way": steps_until(LABELS, 4, is_finished=True),
        "moments": [
            Moment(now - timedelta(days=3), "受理中心", "已收到"),
            Moment(now - timedelta(days=2), "受理中心", "分派给城市管理局", "路灯属市政照明。"),
            Moment(now - timedelta(days=1), "城市管理局", "内部备注", "明早与供电公司同到现场。", is_internal=True),
            Moment(now - timedelta(hours=3), "城市管理局", "联系了反映人"),
        ],
        "tabs": [Tab("待办", "#tabs", True, 12), Tab("快到期", "#tabs", False, 3), Tab("已办结", "#tabs")],
    }

"""The gallery: every component once, beside the lines that make it. Served where SHOW_GALLERY is on."""

from datetime import timedelta

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
    page_size=5,
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
    now = timezone.now()
    labels = ["已收到", "已分派", "办理中", "已答复", "已办结"]
    context = {
        "tones": [
            ("已收到", "waiting"),
            ("办理中", "moving"),
            ("已答复", "answered"),
            ("已办结", "closed"),
            ("已撤回", "stopped"),
            ("已超期", "alert"),
        ],
        "due_calm": now + timedelta(days=6),
        "due_soon": now + timedelta(hours=5),
        "due_overdue": now - timedelta(days=3),
        "met_at": now - timedelta(days=4),
        "way": steps_until(labels, 2),
        "finished_way": steps_until(labels, 4, is_finished=True),
        "moments": [
            Moment(now - timedelta(days=3), "受理中心", "已收到"),
            Moment(
                now - timedelta(days=2, hours=20), "受理中心", "分派给城市管理局", "路灯属市政照明，由城市管理局负责。"
            ),
            Moment(now - timedelta(days=2), "城市管理局", "内部备注", "已约供电公司明早同到现场。", is_internal=True),
            Moment(now - timedelta(hours=3), "城市管理局", "联系了反映人"),
        ],
        "tabs": [Tab("待办", "#tabs", True, 12), Tab("快到期", "#tabs", False, 3), Tab("已办结", "#tabs")],
        "figures": Figures(
            ["月份", "收到", "按时答复"], [["9月", 112, "96%"], ["10月", 134, "94%"], ["11月", 97, "98%"]]
        ),
        "form": SampleForm({"text": "", "kind": "other"}, auto_id="wrong_%s")
        if "wrong" in request.GET
        else SampleForm(),
        "page": UNITS.page(request, Unit.objects.annotate(children_count=Count("children"))),
    }
    return render(request, "web/gallery.html", context)

"""What people fill in. Limits come from the dated table; texts are normalised before anybody checks them."""

import uuid
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from yishi.foundation.files.forms import FilesField, files_help
from yishi.foundation.matters import queries as matter_queries
from yishi.foundation.matters.choices import Channel, Visibility
from yishi.foundation.matters.models import Category, Matter
from yishi.foundation.people.actors import Actor
from yishi.foundation.people.models import Account, Unit
from yishi.foundation.places.models import Area
from yishi.foundation.ui.forms import Choices, LongText
from yishi.parts.voices.choices import ContactWay, OtherChannel, VoiceKind
from yishi.parts.voices.limits import limits
from yishi_methods.text import normalise


class PlainText(forms.CharField):
    """Text of a person: normalised, its length counted after that."""

    def __init__(self, *, limit: str, rows: int = 0, **kwargs: Any) -> None:
        self.limit = limit
        if rows:
            kwargs.setdefault("widget", LongText(attrs={"rows": rows}))
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"maxlength": getattr(limits(), self.limit)} if isinstance(widget, LongText) else {}

    def to_python(self, value: Any) -> str:
        return normalise(super().to_python(value) or "").strip()

    def validate(self, value: str) -> None:
        super().validate(value)
        longest = getattr(limits(), self.limit)
        if len(value) > longest:
            raise forms.ValidationError(
                _("最多 %(longest)s 个字，现在有 %(length)s 个字。请删减，或者把材料作为附件上传。"),
                params={"longest": longest, "length": len(value)},
            )


def unit_choices() -> list[tuple[str, str]]:
    """The units in use, indented by their depth in the tree."""
    return [
        (str(unit.pk), f"{'　' * (unit.path.count('/') - 2)}{unit}") for unit in matter_queries.active_units().values()
    ]


def category_choices() -> list[tuple[str, str]]:
    """The categories in use, indented by their depth in the tree."""
    return [
        (str(category.pk), f"{'　' * (category.path.count('/') - 2)}{category}")
        for category in matter_queries.active_categories()
    ]


KIND_HINTS: dict[str, Any] = {
    VoiceKind.CONSULTATION: _("问政策、问怎么办事"),
    VoiceKind.HELP: _("遇到困难，请政府帮助解决"),
    VoiceKind.COMPLAINT: _("对服务、管理或者扰民的事不满意"),
    VoiceKind.REPORT: _("举报违法违规，内容不公开"),
    VoiceKind.SUGGESTION: _("希望怎样改进"),
    VoiceKind.PRAISE: _("感谢做得好的人和单位"),
}


class VoiceForm(forms.Form):
    """A voice, as a resident files it; the place fields belong to the map picker."""

    text = PlainText(
        label=_("您要说的事"),
        limit="text_length",
        rows=7,
        help_text=_("什么事、在哪里、什么时候开始、希望怎么解决。写得越具体，办得越快。"),
    )
    subkind = forms.ChoiceField(label=_("属于哪一类"), choices=VoiceKind.choices, widget=Choices(hints=KIND_HINTS))
    place_text = PlainText(
        label=_("地点"),
        limit="place_length",
        required=False,
        help_text=_("例如：幸福里小区3栋、人民路与朝阳街路口。不知道可以不填。"),
    )
    area = forms.CharField(label=_("所在村（社区）或网格"), required=False, widget=forms.Select)
    longitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    latitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    pictures = FilesField(label=_("照片或文件"), help_text=lazy(files_help, str)())
    name = PlainText(label=_("怎么称呼您"), limit="title_length", required=False)
    telephone = forms.CharField(
        label=_("联系电话"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        help_text=_("只用于办理时与您联系，不公开。不留电话也照样受理。"),
    )
    email = forms.EmailField(label=_("电子邮箱"), required=False)
    may_contact = forms.BooleanField(
        label=_("承办单位可以看到我的联系方式，直接与我联系"),
        required=False,
        help_text=_("不勾选时，联系方式只有受理中心可以查看，每次查看都有记录。"),
    )
    is_private = forms.BooleanField(label=_("不公开我说的内容"), required=False)
    on_behalf_of = forms.ChoiceField(
        label=_("为谁反映"),
        choices=[("self", _("个人")), ("enterprise", _("企业或其他单位"))],
        initial="self",
        widget=Choices(are_short=True),
    )
    is_child = forms.BooleanField(label=_("我未满 14 周岁"), required=False)
    guardian_consent = forms.BooleanField(label=_("我的父母或者其他监护人同意我提交"), required=False)
    about_unit = forms.ChoiceField(
        label=_("如果是反映某个单位的问题，请选择该单位"),
        required=False,
        help_text=_("您反映的内容不会转给这个单位办理，由它的上一级办理。"),
    )
    about_retaliation = forms.BooleanField(label=_("因为以前反映问题受到打击报复"), required=False)
    reviewed = forms.CharField(required=False, widget=forms.HiddenInput)
    submission = forms.CharField(widget=forms.HiddenInput, max_length=36)

    field_order: list[str] | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about_unit"].choices = [("", _("不针对某个单位")), *unit_choices()]  # type: ignore[attr-defined]
        self.fields["submission"].initial = uuid.uuid4

    def clean_about_unit(self) -> Unit | None:
        value = self.cleaned_data["about_unit"]
        return matter_queries.active_units().get(int(value)) if value else None

    def clean_area(self) -> Area | None:
        code = self.cleaned_data["area"].strip()
        if not code:
            return None
        area = Area.objects.filter(code=code).first()
        if area is None:
            raise forms.ValidationError(_("没有找到这个区域，请重新选择，或者留空。"))
        return area

    def clean_submission(self) -> str:
        try:
            return str(uuid.UUID(self.cleaned_data["submission"]))
        except ValueError:
            self.data = {**self.data, "submission": str(uuid.uuid4())}
            raise forms.ValidationError(_("这张表单已经失效，请再提交一次。您写的内容还在。")) from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("is_child") and not cleaned.get("guardian_consent"):
            self.add_error("guardian_consent", _("未满 14 周岁，请先征得父母或者其他监护人同意，并勾选此项。"))
        return cleaned

    def contact(self) -> dict[str, str] | None:
        """What the author gave to be reached by."""
        given = {key: self.cleaned_data[key] for key in ("name", "telephone", "email") if self.cleaned_data.get(key)}
        return given or None


CLERK_WORDS: dict[str, tuple[Any, Any]] = {
    "text": (
        _("对方说的事"),
        _("照原话记。问清四样：什么事、在哪里、什么时候开始、希望怎么解决。"),
    ),
    "name": (_("怎么称呼对方"), ""),
    "telephone": (_("回电号码"), _("念一遍请对方核对。对方不愿意留的，照样受理。")),
    "may_contact": (
        _("对方同意承办单位看到联系方式，直接联系"),
        _("要先问过对方。不勾选时，只有受理中心可以查看，每次查看都有记录。"),
    ),
    "is_private": (_("对方要求不公开内容"), ""),
    "about_unit": (_("反映某个单位的问题时，选择该单位"), _("这件诉求不会转给这个单位办理，由它的上一级办理。")),
    "about_retaliation": (_("对方说，因为以前反映问题受到打击报复"), ""),
    "is_child": (_("对方未满 14 周岁"), ""),
    "guardian_consent": (_("已经问过：父母或者其他监护人同意提交"), ""),
}
"""What the form says to a clerk instead of to the author."""


class ClerkVoiceForm(VoiceForm):
    """The same, filled in by a clerk for somebody at the counter or on the telephone: same rights, same clocks."""

    subkind = forms.ChoiceField(label=_("属于哪一类"), choices=VoiceKind.choices, widget=Choices(are_short=True))
    channel = forms.ChoiceField(
        label=_("来源"),
        choices=[
            (Channel.TELEPHONE, Channel.TELEPHONE.label),
            (Channel.COUNTER, Channel.COUNTER.label),
            (Channel.LETTER, Channel.LETTER.label),
            (Channel.GRID, Channel.GRID.label),
        ],
        widget=Choices(are_short=True),
        initial=Channel.TELEPHONE,
    )
    field_order = ["channel", "text"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["autofocus"] = not self.is_bound
        for name, (label, help_text) in CLERK_WORDS.items():
            self.fields[name].label, self.fields[name].help_text = label, help_text


class TrackForm(forms.Form):
    number = forms.CharField(
        label=_("编号"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "placeholder": "PX-26-7K4Q"}),
    )
    code = forms.CharField(
        label=_("查询码"),
        max_length=20,
        required=False,
        help_text=_("回执上的 8 位字母和数字。没有查询码也可以查看公开的诉求。"),
    )


class ActForm(forms.Form):
    """An act on a matter; `version` is the one its actor saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, matter: Matter, actor: Actor, **kwargs: Any) -> None:
        self.matter, self.actor = matter, actor
        kwargs.setdefault("initial", {})
        kwargs["initial"] = {"version": matter.version, **self.defaults(), **kwargs["initial"]}
        super().__init__(*args, **kwargs)

    def defaults(self) -> dict[str, Any]:
        """What the form proposes."""
        return {}

    def arguments(self) -> dict[str, Any]:
        """The keyword arguments of the command, from cleaned data."""
        return dict(self.cleaned_data)


class LookForm(forms.Form):
    reason = PlainText(
        label=_("为什么要查看"), limit="reason_length", rows=2, help_text=_("理由会留下记录，提出人也能看到。")
    )


class ReasonForm(ActForm):
    reason = PlainText(label=_("理由"), limit="reason_length", rows=4)


class WithdrawForm(ActForm):
    reason = PlainText(label=_("撤回的原因"), limit="reason_length", rows=3, required=False)


class RoutingForm(ActForm):
    """Confirm the category and the unit, or correct them."""

    subkind = forms.ChoiceField(label=_("类型"), choices=VoiceKind.choices)
    category = forms.ChoiceField(label=_("类别"), required=False)
    unit = forms.ChoiceField(label=_("承办单位"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [("", _("暂不分类")), *category_choices()]  # type: ignore[attr-defined]
        self.fields["unit"].choices = unit_choices()  # type: ignore[attr-defined]

    def defaults(self) -> dict[str, Any]:
        voice = self.matter.voice
        return {
            "subkind": self.matter.subkind,
            "category": self.matter.category_id or voice.suggested_category_id or "",
            "unit": voice.suggested_unit_id or self.matter.unit_id or "",
        }

    def clean_category(self) -> Category | None:
        value = self.cleaned_data["category"]
        return Category.objects.get(pk=int(value)) if value else None

    def clean_unit(self) -> Unit:
        return matter_queries.active_units()[int(self.cleaned_data["unit"])]


class ReassignForm(ActForm):
    unit = forms.ChoiceField(label=_("承办单位"))
    handler = forms.ModelChoiceField(label=_("承办人"), queryset=Account.objects.none(), required=False)
    reason = PlainText(label=_("改派的理由"), limit="reason_length", rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = unit_choices()  # type: ignore[attr-defined]
        self.fields["handler"].queryset = Account.objects.filter(  # type: ignore[attr-defined]
            terms__unit=self.matter.unit_id
        ).distinct()

    def defaults(self) -> dict[str, Any]:
        return {"unit": self.matter.unit_id, "handler": self.matter.handler_id}

    def clean_unit(self) -> Unit:
        return matter_queries.active_units()[int(self.cleaned_data["unit"])]


class RedirectForm(ActForm):
    channel = forms.ChoiceField(label=_("应当转告的渠道"), choices=OtherChannel.choices, widget=Choices())
    reason = PlainText(label=_("说明（提出人会看到）"), limit="reason_length", rows=4)


class ContactForm(ActForm):
    way = forms.ChoiceField(label=_("怎样联系的"), choices=ContactWay.choices, widget=Choices())


class AnswerForm(ActForm):
    text = PlainText(
        label=_("答复内容"),
        limit="answer_length",
        rows=9,
        help_text=_(
            "写明查了什么、办了什么、依据是什么、还有什么没办成以及打算。答复会公开，其中的个人信息会自动遮盖。"
        ),
    )


class RatingForm(ActForm):
    is_solved = forms.TypedChoiceField(
        label=_("您反映的事解决了吗"),
        choices=[("yes", _("解决了")), ("no", _("没有解决"))],
        coerce=lambda value: value == "yes",
        widget=Choices(are_short=True),
        help_text=_("选“没有解决”，会退回承办单位重新办理。"),
    )
    is_satisfied = forms.TypedChoiceField(
        label=_("对办理过程满意吗"),
        choices=[("yes", _("满意")), ("no", _("不满意"))],
        coerce=lambda value: value == "yes",
        widget=Choices(are_short=True),
    )
    comment = PlainText(label=_("还想说的话"), limit="reason_length", rows=3, required=False)


class CheckForm(ActForm):
    reason = PlainText(
        label=_("核查情况"), limit="reason_length", rows=4, help_text=_("写明核查了什么、怎样核查的、结果如何。")
    )


class CorrectForm(ActForm):
    text = PlainText(label=_("您要说的事"), limit="text_length", rows=8)

    def defaults(self) -> dict[str, Any]:
        return {"text": self.matter.text}


class MergeForm(ActForm):
    into = forms.CharField(label=_("并入哪一件（编号）"), max_length=40)
    reason = PlainText(label=_("并案的理由"), limit="reason_length", rows=3)

    def clean_into(self) -> Matter:
        try:
            return matter_queries.matter_with_number(self.actor, self.cleaned_data["into"])
        except Matter.DoesNotExist:
            raise forms.ValidationError(_("没有找到这个编号，请核对。")) from None


class NoteForm(ActForm):
    text = PlainText(
        label=_("内部备注"), limit="reason_length", rows=3, help_text=_("只有办理和督办人员可见，不公开。")
    )


class VisibilityForm(ActForm):
    visibility = forms.ChoiceField(label=_("公开方式"), choices=Visibility.choices, widget=Choices(are_short=True))
    reason = PlainText(label=_("理由"), limit="reason_length", rows=3)

    def defaults(self) -> dict[str, Any]:
        return {"visibility": self.matter.visibility}


class RecusalForm(ActForm):
    unit = forms.ChoiceField(label=_("谁应当回避"), required=False)
    reason = PlainText(label=_("回避的理由"), limit="reason_length", rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", _("我本人")), *unit_choices()]  # type: ignore[attr-defined]

    def clean_unit(self) -> Unit | None:
        value = self.cleaned_data["unit"]
        return matter_queries.active_units().get(int(value)) if value else None

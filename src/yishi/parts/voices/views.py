"""The resident's pages: file, receipt, track, follow, rate, correct; and the acts of staff on the same page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import segno
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yishi.foundation.files.queries import shown_files
from yishi.foundation.files.timeline import FILE_WORDS
from yishi.foundation.ledger.queries import entries_of, receipt_proof
from yishi.foundation.matters import commands as matter_commands
from yishi.foundation.matters import rules as matter_rules
from yishi.foundation.matters.models import Deadline, Matter
from yishi.foundation.matters.numbers import code_matches, normalise_number, tracking_code
from yishi.foundation.matters.steps import RecusedParty, StaleMatter
from yishi.foundation.matters.supporters import remember_device, supporter_of
from yishi.foundation.matters.timeline import timeline_of
from yishi.foundation.notices.queries import is_following
from yishi.foundation.people.access import public, roles, signed_in, staff
from yishi.foundation.people.actors import Actor
from yishi.foundation.people.commands import reveal_identity
from yishi.foundation.people.middleware import remember_matter_key
from yishi.foundation.people.models import Account, Role
from yishi.foundation.people.requests import ActorRequest
from yishi.foundation.people.rules import NotPermitted, NotPossible
from yishi.foundation.places.queries import area_at, district_bounds
from yishi.parts.voices import commands, forms, queries
from yishi.parts.voices.choices import EVENT_WORDS, OPEN_STATES, TONES, OtherChannel
from yishi_methods.procedures import VOICE, ActNotAllowed
from yishi_methods.text.personal import find

REFUSALS = (NotPossible, NotPermitted, StaleMatter, RecusedParty, ActNotAllowed)
PAGE_LENGTH = 20


def _found(request: ActorRequest, number: str) -> Matter:
    """The voice of the address, or the same 404 for unknown and for hidden ones."""
    try:
        return queries.voice_with_number(request.actor, number)
    except Matter.DoesNotExist:
        raise Http404(_("没有找到编号为%(number)s的诉求，或者它没有公开。") % {"number": number}) from None


@public
def file(request: ActorRequest) -> HttpResponse:
    """A resident says it."""
    return _file(request, forms.VoiceForm, template="voices/file.html")


@roles(Role.OFFICER, Role.HEAD, Role.GRID_WORKER)
def file_for_caller(request: ActorRequest) -> HttpResponse:
    """A clerk writes down what a caller or visitor says."""
    return _file(request, forms.ClerkVoiceForm, template="voices/file_for_caller.html")


def _file(request: ActorRequest, form_class: type[forms.VoiceForm], *, template: str) -> HttpResponse:
    form = form_class(request.POST or None, request.FILES or None, initial=_initial(request))
    notes = None
    if request.method == "POST" and form.is_valid():
        notes = _review(form)
        if not notes.asks or form.cleaned_data["reviewed"] == notes.mark:
            return _filed(request, form, template)
    context = {"form": form, "notes": notes, "channels": OtherChannel.choices}
    return render(request, template, context, status=200 if not form.errors else 422)


def _initial(request: ActorRequest) -> dict[str, Any]:
    wanted = ("text", "subkind", "area", "place_text", "longitude", "latitude")
    return {name: request.GET[name] for name in wanted if name in request.GET}


@dataclass(frozen=True)
class Review:
    """What the author should see before it is published.

    `mark` says which notes were shown, so that none is skipped.
    """

    personal: tuple[str, ...]
    masked_text: str
    channel: str
    is_outside: bool

    @property
    def asks(self) -> bool:
        return bool(self.personal or self.channel or self.is_outside)

    @property
    def mark(self) -> str:
        return f"{len(self.personal)}{self.channel}{int(self.is_outside)}"


def _review(form: forms.VoiceForm) -> Review:
    data = form.cleaned_data
    findings = find(data["text"]) if not data["is_private"] else []
    has_point = data["longitude"] is not None and data["latitude"] is not None
    outside = has_point and data["area"] is None and area_at(data["longitude"], data["latitude"]) is None
    return Review(
        personal=tuple(finding.text for finding in findings),
        masked_text=commands.masked(data["text"]),
        channel=queries.other_channel_hint(data["text"]),
        is_outside=outside and district_bounds() is not None,
    )


def _filed(request: ActorRequest, form: forms.VoiceForm, template: str) -> HttpResponse:
    draft = _draft(form)
    try:
        matter = commands.file_voice(actor=request.actor, draft=draft, files=form.cleaned_data["pictures"])
    except REFUSALS as refusal:
        form.add_error(None, str(refusal))
        return render(request, template, {"form": form, "notes": None}, status=422)
    remember_matter_key(request, matter.number)
    return redirect("voices:receipt", matter.number)


def _draft(form: forms.VoiceForm) -> commands.VoiceDraft:
    data = form.cleaned_data
    place = queries.place_of(data["place_text"], data["longitude"], data["latitude"], data["area"])
    return commands.VoiceDraft(
        subkind=data["subkind"],
        text=data["text"],
        area=place.area,
        place_text=data["place_text"],
        longitude=place.longitude,
        latitude=place.latitude,
        contact=form.contact(),
        is_confidential=not data["may_contact"],
        is_private=data["is_private"],
        on_behalf_of=data["on_behalf_of"],
        guardian_consent=data["guardian_consent"] if data["is_child"] else None,
        about_unit=data["about_unit"],
        about_retaliation=data["about_retaliation"],
        channel=data.get("channel", "web"),
        language=get_language() or "",
        submission=data["submission"],
    )


@public
@require_safe
def receipt(request: ActorRequest, number: str) -> HttpResponse:
    """The receipt: number, code, promises and the ledger's proof; made for printing."""
    matter = _found(request, number)
    if not _may_hold_receipt(request.actor, matter):
        raise Http404
    first = entries_of(matter.number).first()
    address = request.build_absolute_uri(reverse("voices:detail", args=[matter.number]))
    similar = queries.similar_open_voices(
        matter.title,
        area_stem=matter.area_stem,
        longitude=matter.longitude,
        latitude=matter.latitude,
        besides=matter.pk,
    )
    context = {
        "matter": matter,
        "code": tracking_code(matter.number),
        "deadlines": _running(matter),
        "is_for_caller": _filed_for_another(request.actor, matter),
        "entry": first,
        "proof": receipt_proof(first) if first else None,
        "address": address,
        "qr": segno.make(address, error="m").svg_data_uri(scale=4, border=2),
        "similar": similar,
        "channel": queries.other_channel_hint(matter.text),
    }
    return render(request, "voices/receipt.html", context)


def _may_hold_receipt(actor: Actor, matter: Matter) -> bool:
    return _filed_for_another(actor, matter) or matter_rules.is_author.allows(actor, matter)


def _filed_for_another(actor: Actor, matter: Matter) -> bool:
    return actor.account_id is not None and matter.authorship.filed_by_id == actor.account_id


@public
def track(request: ActorRequest) -> HttpResponse:
    """Find a matter by its number, and open it as its author with the code."""
    form = forms.TrackForm(request.POST or None, initial={"number": request.GET.get("number", "")})
    if request.method == "POST" and form.is_valid():
        number = normalise_number(form.cleaned_data["number"])
        code = form.cleaned_data["code"].strip()
        if code and code_matches(number, code) and Matter.objects.filter(number=number).exists():
            remember_matter_key(request, number)
            return redirect("voices:detail", number)
        if not code and queries.visible_to(request.actor).filter(number=number).exists():
            return redirect("voices:detail", number)
        form.add_error(None, _("没有找到。请核对编号和查询码：编号形如 PX-26-7K4Q，查询码是 8 位字母和数字。"))
    return render(request, "voices/track.html", {"form": form}, status=422 if form.errors else 200)


@public
@require_safe
def detail(request: ActorRequest, number: str) -> HttpResponse:
    """One voice: where it stands, what was said and answered, what can be done by whoever looks."""
    matter = _found(request, number)
    return render(request, "voices/detail.html", _detail(request, matter))


def _detail(request: ActorRequest, matter: Matter) -> dict[str, Any]:
    actor = request.actor
    serves = actor.is_staff and matter_rules.serves.allows(actor, matter)
    is_author = matter_rules.is_author.allows(actor, matter)
    acts = queries.acts_open_to(actor, matter)
    return {
        "matter": matter,
        "voice": matter.voice,
        "may_read": matter_rules.may_read.allows(actor, matter),
        "may_read_whole": is_author or serves,
        "is_author": is_author,
        "serves": serves,
        "may_support": _may_support(matter, is_author) and not serves,
        "supports": matter.supports.filter(supporter=supporter_of(request, matter.number)).exists()
        if not is_author
        else False,
        "answers": queries.answers_for(matter, with_those_of_merger=is_author or serves),
        "sees_merger": matter.merged_into is not None and matter_rules.may_list.allows(actor, matter.merged_into),
        "is_following": is_following(actor, matter) if actor.account_id and not actor.is_staff else None,
        "replies": list(matter.voice.replies.all()) if is_author or serves else [],
        "notes": list(matter.notes.select_related("author")) if serves else [],
        "deadlines": _running(matter),
        "moments": timeline_of(matter, actor=actor, words={**EVENT_WORDS, **FILE_WORDS}),
        "acts": [ACTS[name] for name in ACTS if name in acts or (serves and ACTS[name].for_staff_always)],
        "now": timezone.now(),
        "may_see_contact": serves and queries.contact_rule(matter).allows(actor, matter),
        "inline": _inline_form(request, matter, acts),
        "similar": queries.similar_open_voices(matter.title, area_stem=matter.area_stem, besides=matter.pk)
        if serves
        else [],
        "way": queries.way_of(matter),
        "tone": TONES[matter.state],
        "files": shown_files(actor, matter),
    }


def _may_support(matter: Matter, is_author: bool) -> bool:
    return not is_author and matter.visibility == "public" and matter.state in OPEN_STATES


def _running(matter: Matter) -> list[Deadline]:
    return list(matter.deadlines.filter(ended_at__isnull=True).select_related("promise").order_by("due_at"))


@dataclass(frozen=True)
class Act:
    """An act as a page: its form, its command and its words. `name` is the act of the procedure where there is one."""

    name: str
    title: Any
    button: Any
    done: Any
    form: type[forms.ActForm]
    run: Callable[..., Any]
    lead: Any = ""
    is_grave: bool = False
    for_staff_always: bool = False


def _run_rating(**given: Any) -> None:
    commands.rate_voice(**given)


def _pass_check(**given: Any) -> None:
    commands.check_closure(passed=True, **given)


def _fail_check(**given: Any) -> None:
    commands.check_closure(passed=False, **given)


def _reassign(**given: Any) -> None:
    matter_commands.assign_matter(procedure=VOICE, **given)


def _refuse(**given: Any) -> None:
    matter_commands.refuse_assignment(procedure=VOICE, **given)


def _merge(**given: Any) -> None:
    matter_commands.merge_matter(procedure=VOICE, **given)


def _add_note(*, version: int, **given: Any) -> None:
    # A note never conflicts with what others do, so the version does not matter.
    matter_commands.add_note(**given)


def _recuse(*, actor: Actor, unit: Any, version: int, **given: Any) -> None:
    own = None if unit else Account.objects.filter(pk=actor.account_id or 0).first()
    matter_commands.declare_recusal(actor=actor, unit=unit, account=own, **given)


ACTS = {
    act.name: act
    for act in (
        Act(
            "rate_solved",
            gettext_lazy("评价"),
            gettext_lazy("提交评价"),
            gettext_lazy("谢谢您的评价。"),
            forms.RatingForm,
            _run_rating,
        ),
        Act(
            "confirm_routing",
            gettext_lazy("核对并分派"),
            gettext_lazy("确认分派"),
            gettext_lazy("已分派。"),
            forms.RoutingForm,
            commands.confirm_routing,
        ),
        Act(
            "record_contact",
            gettext_lazy("登记联系情况"),
            gettext_lazy("登记"),
            gettext_lazy("已登记。"),
            forms.ContactForm,
            commands.record_contact,
            lead=gettext_lazy("先和提出人说上话，弄清情况，再开始办理。联系的内容可以写在内部备注里。"),
        ),
        Act(
            "answer",
            gettext_lazy("答复"),
            gettext_lazy("公开答复"),
            gettext_lazy("已答复，并通知提出人评价。"),
            forms.AnswerForm,
            commands.answer_voice,
        ),
        Act(
            "check_closure",
            gettext_lazy("核查通过"),
            gettext_lazy("核查通过，办结"),
            gettext_lazy("已办结。"),
            forms.CheckForm,
            _pass_check,
            lead=gettext_lazy("请核实答复里说的都已经办到，再办结。核查的人不能是答复的人。"),
        ),
        Act(
            "reject_closure",
            gettext_lazy("核查不通过"),
            gettext_lazy("退回重新办理"),
            gettext_lazy("已退回重新办理。"),
            forms.CheckForm,
            _fail_check,
            lead=gettext_lazy("请写明哪里还没有办到。会退回承办单位重新办理。"),
        ),
        Act(
            "reopen",
            gettext_lazy("没有解决，要求重办"),
            gettext_lazy("要求重办"),
            gettext_lazy("已退回承办单位重新办理。"),
            forms.ReasonForm,
            commands.reopen_voice,
            lead=gettext_lazy("请写明哪里没有解决。承办单位会重新办理，并重新答复您。"),
        ),
        Act(
            "appeal",
            gettext_lazy("请上一级处理"),
            gettext_lazy("提交上一级"),
            gettext_lazy("已转上一级，由上一级答复您。"),
            forms.ReasonForm,
            commands.appeal_voice,
            lead=gettext_lazy("由承办单位的上一级重新看这件事，在新的期限内答复您。"),
        ),
        Act(
            "correct",
            gettext_lazy("更正内容"),
            gettext_lazy("保存更正"),
            gettext_lazy("已更正，原来的内容仍然保存。"),
            forms.CorrectForm,
            commands.correct_voice,
            lead=gettext_lazy("公开的内容会换成更正后的，原来的内容仍然保存，办理人员都能看到。"),
        ),
        Act(
            "withdraw",
            gettext_lazy("撤回"),
            gettext_lazy("确认撤回"),
            gettext_lazy("已撤回。"),
            forms.WithdrawForm,
            commands.withdraw_voice,
            lead=gettext_lazy("撤回后不再办理，内容不再公开，编号和办理记录仍然保留。撤回后不能恢复，可以重新提交。"),
            is_grave=True,
        ),
        Act(
            "refuse_assignment",
            gettext_lazy("不属于本单位，退回"),
            gettext_lazy("退回"),
            gettext_lazy("已退回受理中心重新分派。"),
            forms.ReasonForm,
            _refuse,
            lead=gettext_lazy("请写明为什么不属于本单位、应当由哪个单位办理。受理中心会看到理由并重新分派。"),
        ),
        Act(
            "reassign",
            gettext_lazy("改派"),
            gettext_lazy("改派"),
            gettext_lazy("已改派。"),
            forms.ReassignForm,
            _reassign,
            lead=gettext_lazy("请写明为什么改由别的单位或者承办人办理。"),
        ),
        Act(
            "redirect",
            gettext_lazy("不属于受理范围，转告渠道"),
            gettext_lazy("转告"),
            gettext_lazy("已告知提出人。"),
            forms.RedirectForm,
            commands.redirect_voice,
            lead=gettext_lazy("提出人会收到应当联系的渠道和您写的说明，请写得让人知道下一步该做什么。"),
        ),
        Act(
            "merge",
            gettext_lazy("并案"),
            gettext_lazy("并案"),
            gettext_lazy("已并案，双方的内容和提出人都保留。"),
            forms.MergeForm,
            _merge,
            lead=gettext_lazy("并案后一起办理、一起答复，双方的原话、提出人和附议都保留。"),
        ),
        Act(
            "note",
            gettext_lazy("写内部备注"),
            gettext_lazy("保存备注"),
            gettext_lazy("已保存。"),
            forms.NoteForm,
            _add_note,
            for_staff_always=True,
        ),
        Act(
            "visibility",
            gettext_lazy("调整公开方式"),
            gettext_lazy("保存"),
            gettext_lazy("已调整。"),
            forms.VisibilityForm,
            matter_commands.change_visibility,
            for_staff_always=True,
            lead=gettext_lazy("选“隐去内容后公开”的，别人只能看到编号和办理情况。"),
        ),
        Act(
            "recuse",
            gettext_lazy("申请回避"),
            gettext_lazy("回避"),
            gettext_lazy("已登记回避。"),
            forms.RecusalForm,
            _recuse,
            for_staff_always=True,
            lead=gettext_lazy("与这件事有利害关系的，应当回避。登记以后，回避的人员或者单位不能再办理这件诉求。"),
        ),
    )
}
PRIMARY = ("rate_solved", "confirm_routing", "answer")
"""Acts whose form stands on the page itself."""


def _inline_form(request: ActorRequest, matter: Matter, acts: frozenset[str]) -> dict[str, Any] | None:
    for name in PRIMARY:
        if name in acts:
            act = ACTS[name]
            return {"act": act, "form": act.form(matter=matter, actor=request.actor)}
    return None


@public
def act(request: ActorRequest, number: str, name: str) -> HttpResponse:
    """The page of one act: its form, and doing it. What the procedure or a rule forbids is said in words."""
    matter = _found(request, number)
    chosen = ACTS.get(name)
    if chosen is None:
        raise Http404
    if not _offered(request.actor, matter, chosen):
        if request.method == "POST":
            messages.error(request, _("这件事项的状态已经变化，现在不能这样操作。请看最新情况。"))
            return redirect("voices:detail", matter.number)
        raise PermissionDenied(_("您现在不能对这件事项进行这项操作。"))
    form = chosen.form(request.POST or None, matter=matter, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            chosen.run(actor=request.actor, matter=matter, **form.arguments())
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
            newest = Matter.objects.values_list("version", flat=True).get(pk=matter.pk)
            form.data = {**request.POST.dict(), "version": newest}
        else:
            messages.success(request, chosen.done)
            return redirect(_after(request, matter))
    context = {"matter": matter, "act": chosen, "form": form}
    return render(request, "voices/act.html", context, status=422 if form.errors else 200)


def _offered(actor: Actor, matter: Matter, chosen: Act) -> bool:
    if chosen.for_staff_always:
        return actor.is_staff and matter_rules.serves.allows(actor, matter)
    return chosen.name in queries.acts_open_to(actor, matter)


def _after(request: ActorRequest, matter: Matter) -> str:
    still_visible = queries.visible_to(request.actor).filter(pk=matter.pk).exists()
    return reverse("voices:detail", args=[matter.number]) if still_visible else reverse("home")


@public
@require_POST
def support(request: ActorRequest, number: str) -> HttpResponse:
    """Me too, and taking it back."""
    matter = _found(request, number)
    if not _may_support(matter, matter_rules.is_author.allows(request.actor, matter)):
        raise Http404
    mark = supporter_of(request, matter.number)
    if request.POST.get("withdraw"):
        matter_commands.withdraw_support(matter=matter, supporter=mark)
    else:
        matter_commands.support_matter(actor=request.actor, matter=matter, supporter=mark)
    if request.htmx:
        supports = matter.supports.filter(supporter=mark).exists()
        response = render(
            request, "voices/_support.html", {"matter": matter, "supports": supports, "may_support": True}
        )
    else:
        count = ngettext("现在有 %(count)d 人附议。", "现在有 %(count)d 人附议。", matter.supporters)
        messages.success(request, count % {"count": matter.supporters})
        response = redirect("voices:detail", matter.number)
    return remember_device(request, response)


@staff
def contact(request: ActorRequest, number: str) -> HttpResponse:
    """The author's contact, for a stated reason; the look is written down before it is shown."""
    matter = _found(request, number)
    rule = queries.contact_rule(matter)
    rule.require(request.actor, matter)
    form = forms.LookForm(request.POST or None)
    revealed = None
    if request.method == "POST" and form.is_valid():
        revealed = reveal_identity(
            actor=request.actor,
            rule=rule,
            row=matter,
            sealed=matter.authorship.sealed_contact,
            subject=matter.number,
            reason=form.cleaned_data["reason"],
            concerns=matter.authorship.account,
        )
    return render(request, "voices/contact.html", {"matter": matter, "form": form, "contact": revealed})


@signed_in
@require_safe
def mine(request: ActorRequest) -> HttpResponse:
    """The voices of whoever is signed in."""
    page = Paginator(queries.own_voices(request.actor), PAGE_LENGTH).get_page(request.GET.get("page"))
    return render(request, "voices/mine.html", {"page": page})

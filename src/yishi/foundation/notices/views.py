"""The pages of notices."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yishi.foundation.matters.addresses import matter_address
from yishi.foundation.matters.models import Matter
from yishi.foundation.matters.queries import matter_with_number
from yishi.foundation.notices import commands, queries
from yishi.foundation.notices.forms import PreferencesForm
from yishi.foundation.notices.models import Notice
from yishi.foundation.notices.wording import sentence_of
from yishi.foundation.people.access import roles, signed_in
from yishi.foundation.people.actors import Actor
from yishi.foundation.people.models import Role

PAGE_LENGTH = 30


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """The notices of the person signed in, the unread first."""
    actor = _actor(request)
    page = Paginator(queries.visible_to(actor), PAGE_LENGTH).get_page(request.GET.get("page"))
    notices = list(page.object_list)
    context = {
        "page": page,
        "lines": [(notice, _sentence(notice)) for notice in notices],
        "unread": queries.unread_count(actor.account_id),
        "newest": max((notice.pk for notice in notices), default=0),
    }
    return render(request, "notices/index.html", context)


@require_safe
@signed_in
def open_matter(request: HttpRequest, pk: int) -> HttpResponse:
    """Go from a notice to its matter; the notice counts as read."""
    notice = _own(request, pk)
    commands.mark_read(actor=_actor(request), notice=notice)
    if notice.matter is None:
        return redirect("notices:index")
    return redirect(matter_address(notice.matter.kind, notice.matter.number))


@require_POST
@signed_in
def mark_read(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice is read."""
    commands.mark_read(actor=_actor(request), notice=_own(request, pk))
    return redirect("notices:index")


@require_POST
@signed_in
def mark_all_read(request: HttpRequest) -> HttpResponse:
    """All notices are read, but for those that came after the page was shown."""
    newest = request.POST.get("newest", "")
    count = commands.mark_all_read(actor=_actor(request), until=int(newest) if newest.isdecimal() else None)
    told = ngettext("已把 %(count)d 条消息标为已读。", "已把 %(count)d 条消息标为已读。", count)
    messages.success(request, told % {"count": count})
    return redirect("notices:index")


@require_http_methods(["GET", "POST"])
@signed_in
def preferences(request: HttpRequest) -> HttpResponse:
    """How to hear of what."""
    actor = _actor(request)
    form = PreferencesForm(request.POST if request.method == "POST" else None, modes=queries.modes_of(actor))
    if form.is_valid():
        commands.set_preferences(actor=actor, modes=form.chosen())
        messages.success(request, _("您的选择已经保存。"))
        return redirect("notices:preferences")
    return render(request, "notices/preferences.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@signed_in
def follow(request: HttpRequest, number: str) -> HttpResponse:
    """Begin or stop to follow a public matter, as the button says."""
    actor = _actor(request)
    try:
        matter = matter_with_number(actor, number)
    except Matter.DoesNotExist:
        raise Http404(_("没有找到编号为 %(number)s 的事项，或者它没有公开。") % {"number": number}) from None
    if request.POST.get("stop"):
        commands.unfollow_matter(actor=actor, matter=matter)
        messages.success(request, _("不再关注这件事项。"))
    else:
        commands.follow_matter(actor=actor, matter=matter)
        messages.success(request, _("已关注。有了答复，我们会告诉您。"))
    return redirect(matter_address(matter.kind, matter.number))


@require_http_methods(["GET", "POST"])
@roles(Role.ADMINISTRATOR)
def delivery(request: HttpRequest) -> HttpResponse:
    """What could not be sent, and trying it again."""
    actor = _actor(request)
    if request.method == "POST":
        count = commands.retry_given_up(actor=actor, now=timezone.now())
        told = ngettext("将重新发送 %(count)d 条消息。", "将重新发送 %(count)d 条消息。", count)
        messages.success(request, told % {"count": count})
        return redirect("notices:delivery")
    troubles = queries.troubles(actor)
    context: dict[str, Any] = {"troubles": troubles, "given_up": sum(trouble.given_up for trouble in troubles)}
    return render(request, "notices/delivery.html", context)


def _sentence(notice: Notice) -> SafeString:
    """The words of a notice, with the matter's numbers kept on one line."""
    words: str = escape(sentence_of(notice.kind, notice.role, notice.parameters))
    for name in ("number", "other"):
        number = notice.parameters.get(name)
        if number:
            words = words.replace(escape(number), format_html('<span class="nowrap">{}</span>', number))
    return SafeString(words)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _own(request: HttpRequest, pk: int) -> Notice:
    try:
        return queries.visible_to(_actor(request)).get(pk=pk)
    except Notice.DoesNotExist:
        raise Http404(_("没有这条消息。")) from None

"""Files over HTTP, and the pages on which one is taken away, shown or hidden."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from yishi.foundation.files import commands, queries, rules, shelf
from yishi.foundation.files.forms import ReasonForm
from yishi.foundation.files.limits import limits
from yishi.foundation.files.models import Attachment
from yishi.foundation.matters.addresses import matter_address
from yishi.foundation.people.access import public, staff
from yishi.foundation.people.actors import ANONYMOUS, Actor

# Nothing in a stored file may run or load anything, even where a browser would show it as a page.
FILE_POLICY = "default-src 'none'; sandbox"
PUBLIC_CACHE = "public, max-age=300"
PRIVATE_CACHE = "private, no-store"


@require_safe
@public
def show_file(request: HttpRequest, key: str) -> HttpResponseBase:
    """A file: a picture to look at, a document to save."""
    return _response(request, _readable(request, key), small=False)


@require_safe
@public
def show_small(request: HttpRequest, key: str) -> HttpResponseBase:
    """The thumbnail of a picture."""
    file = _readable(request, key)
    if not file.is_picture:
        raise Http404(_no_such_file())
    return _response(request, file, small=True)


@require_http_methods(["GET", "POST"])
@public
def remove_file(request: HttpRequest, key: str) -> HttpResponse:
    """Take a file away, with a reason; for authors without an account too, once they have shown their tracking code."""
    file = _readable(request, key)
    actor = _actor(request)
    rules.may_remove_file.require(actor, file)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        commands.remove_file(actor=actor, file=file, reason=form.cleaned_data["reason"])
        messages.success(request, _("文件已经移除。"))
        return redirect(_matter_page(file))
    days = limits().removed_days
    words = {
        "question": _("移除这张图片吗？") if file.is_picture else _("移除这个文件吗？"),
        "consequences": [
            _("移除后，公众、提出人和承办单位都不能再打开它。"),
            ngettext(
                "原件保留 %(days)d 天，只供督办和审计人员复核，然后彻底删除。",
                "原件保留 %(days)d 天，只供督办和审计人员复核，然后彻底删除。",
                days,
            )
            % {"days": days},
            _("移除的时间和理由会记入账本，不能更改。"),
        ],
        "submit": _("移除"),
        "danger": True,
    }
    return _asked(request, file, form, words)


@require_http_methods(["GET", "POST"])
@staff
def change_publicity(request: HttpRequest, key: str) -> HttpResponse:
    """Show a file to everybody, or hide it from the public, with a reason."""
    file = _readable(request, key)
    actor = _actor(request)
    rules.may_show_file.require(actor, file)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        wanted = not file.is_public
        commands.change_publicity(actor=actor, file=file, is_public=wanted, reason=form.cleaned_data["reason"])
        messages.success(request, _("文件已经公开。") if wanted else _("文件已经改为不公开。"))
        return redirect(_matter_page(file))
    return _asked(request, file, form, _words_to_hide() if file.is_public else _words_to_show())


def _words_to_hide() -> dict[str, object]:
    return {
        "question": _("不再公开这个文件吗？"),
        "consequences": [_("以后只有提出人和办理这件事项的工作人员能打开它。")],
        "submit": _("改为不公开"),
    }


def _words_to_show() -> dict[str, object]:
    return {
        "question": _("公开这个文件吗？"),
        "consequences": [
            _("任何人都能打开它。"),
            _("请先看清里面有没有人脸、车牌、姓名、电话等个人信息；有的话，请不要公开。"),
        ],
        "submit": _("改为公开"),
    }


def _asked(request: HttpRequest, file: Attachment, form: ReasonForm, words: dict[str, object]) -> HttpResponse:
    context = {"file": file, "form": form, "cancel": _matter_page(file), **words}
    return render(request, "files/confirm.html", context, status=422 if form.errors else 200)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _readable(request: HttpRequest, key: str) -> Attachment:
    try:
        return queries.file_with_key(_actor(request), key)
    except Attachment.DoesNotExist:
        # The same answer whether the file is unknown, removed or not for this visitor.
        raise Http404(_no_such_file()) from None


def _no_such_file() -> str:
    return _("没有这个文件，或者您不能查看它。")


def _response(request: HttpRequest, file: Attachment, *, small: bool) -> HttpResponseBase:
    etag = f'"{file.sha256[:32]}{"-small" if small else ""}"'
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        response = FileResponse(
            shelf.path_of(file.key, small=small).open("rb"),
            content_type=file.media_type,
            as_attachment=not file.is_picture,
            filename=_saved_name(request, file),
        )
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = FILE_POLICY
    response["Cache-Control"] = PUBLIC_CACHE if rules.may_read_file.allows(ANONYMOUS, file) else PRIVATE_CACHE
    return response


def _saved_name(request: HttpRequest, file: Attachment) -> str:
    is_original = rules.may_see_original_name.allows(_actor(request), file)
    return queries.served_name(file.matter, file, file.pk, is_original=is_original)


def _matter_page(file: Attachment) -> str:
    return matter_address(file.matter.kind, file.matter.number)

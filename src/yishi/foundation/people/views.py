"""Pages of one's own account, of the units, and of those who look after them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.forms import BaseForm, Form
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from yishi.foundation.people import commands, queries, rules
from yishi.foundation.people.access import public, roles, signed_in
from yishi.foundation.people.actors import Actor
from yishi.foundation.people.adapters import remember_language
from yishi.foundation.people.forms import (
    ErasureForm,
    LastDayForm,
    MoveUnitForm,
    PreferencesForm,
    StaffAccountForm,
    SuspensionForm,
    TermForm,
    UnitForm,
    UnitNamesForm,
)
from yishi.foundation.people.models import Account, Role, Term, Unit
from yishi.foundation.people.personal_data import erase_account, export_personal_data
from yishi.foundation.people.rules import NotPossible
from yishi.foundation.people.tables import LOOKS, MY_LOOKS, STAFF
from yishi.foundation.people.telephones import NotATelephone


def actor_of(request: HttpRequest) -> Actor:
    return cast(Actor, request.actor)  # type: ignore[attr-defined]


def _account_of(request: HttpRequest) -> Account:
    return cast(Account, request.user)


# Units, as everybody may know them


@public
@require_safe
def unit_directory(request: HttpRequest) -> HttpResponse:
    """All offices and their public telephones."""
    return render(request, "people/unit_directory.html", {"branches": queries.branches_of(queries.open_units())})


# One's own account


@signed_in
def my_account(request: HttpRequest) -> HttpResponse:
    """What the account holds, and how pages look to its owner."""
    account = _account_of(request)
    form = PreferencesForm(_sent(request), instance=account)
    if request.method == "POST" and form.is_valid():
        commands.set_preferences(actor=actor_of(request), account=account, **form.cleaned_data)
        translation.activate(form.cleaned_data["language"])
        messages.success(request, _("已保存。"))
        response = redirect("people:my_account")
        remember_language(response, form.cleaned_data["language"])
        return response
    terms = account.terms.filter(queries.in_force(timezone.localdate())).select_related("unit", "area")
    return render(
        request,
        "people/my_account.html",
        {
            "form": form,
            "terms": terms,
            "has_second_factor": queries.has_second_factor(account),
            "may_manage_units": actor_of(request).has_role(Role.ADMINISTRATOR),
            "may_audit": actor_of(request).has_role(Role.AUDITOR),
        },
    )


@signed_in
@require_safe
def my_looks(request: HttpRequest) -> HttpResponseBase:
    """Who looked at the visitor's contact, and why."""
    actor = actor_of(request)
    looks = queries.identity_looks_visible_to(actor).filter(concerns_id=actor.account_id)
    return MY_LOOKS.respond(request, looks, "people/my_looks.html")


@signed_in
@require_POST
@never_cache
def export_my_data(request: HttpRequest) -> HttpResponse:
    """A copy of everything held about the visitor, as JSON."""
    data = export_personal_data(actor=actor_of(request), account=_account_of(request))
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="yishi-{timezone.localdate():%Y-%m-%d}.json"'
    return response


@signed_in
@reauthentication_required
def erase_my_account(request: HttpRequest) -> HttpResponse:
    """Erase the visitor's data and close the account for good."""
    form = ErasureForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        with _mistakes_shown_on(form):
            erase_account(actor=actor_of(request), account=_account_of(request))
            logout(request)
            messages.success(request, _("您的账号已注销，个人资料已删除。"))
            return redirect("home")
    context = {
        "question": _("注销账号"),
        "consequences": [
            _("您的姓名、电话、邮箱和登录方式全部删除，不能恢复。"),
            _("您反映过的事项继续办理，但不再和您有任何联系，结果也无法告诉您。"),
            _("抄下编号和查询码，以后仍然可以查看进展。"),
            _("公开账本里只有编号和时间，没有您的资料，不受影响。"),
        ],
        "form": form,
        "submit": _("注销账号"),
        "cancel": reverse("people:my_account"),
        "danger": True,
    }
    return render(request, "ui/confirm.html", context)


# For auditors


@roles(Role.AUDITOR)
@require_safe
def identity_looks(request: HttpRequest) -> HttpResponseBase:
    """Every look at a sealed contact."""
    return LOOKS.respond(request, queries.identity_looks_visible_to(actor_of(request)), "people/identity_looks.html")


# For administrators


@roles(Role.ADMINISTRATOR)
@require_safe
def managed_units(request: HttpRequest) -> HttpResponse:
    """The units that the administrator looks after, as a tree."""
    branches = queries.branches_of(queries.units_managed_by(actor_of(request)))
    return render(request, "people/managed_units.html", {"branches": branches})


@roles(Role.ADMINISTRATOR)
def create_unit(request: HttpRequest) -> HttpResponse:
    """Set up a unit."""
    actor = actor_of(request)
    form = UnitForm(_sent(request), actor=actor, initial={"parent": request.GET.get("parent")})
    if request.method == "POST" and form.is_valid():
        with _mistakes_shown_on(form):
            unit = commands.create_unit(actor=actor, **form.cleaned_data)
            messages.success(request, _("已设立“%(unit)s”。") % {"unit": unit})
            return redirect("people:managed_unit", unit.code)
    return render(request, "people/create_unit.html", {"form": form})


@roles(Role.ADMINISTRATOR)
@require_safe
def managed_unit(request: HttpRequest, code: str) -> HttpResponse:
    """A unit, who holds office in it, and what can be done."""
    unit = _managed_unit(request, code)
    today = timezone.localdate()
    terms = unit.terms.select_related("account", "area")
    return render(
        request,
        "people/managed_unit.html",
        {
            "unit": unit,
            "terms": terms.filter(queries.in_force(today)),
            "coming": terms.filter(starts_on__gt=today),
            "past": terms.filter(ends_on__lt=today).order_by("-ends_on")[:50],
        },
    )


@roles(Role.ADMINISTRATOR)
def rename_unit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a unit's names and public telephone."""
    unit = _managed_unit(request, code)
    form = UnitNamesForm(_sent(request), instance=unit)
    if request.method == "POST" and form.is_valid():
        with _mistakes_shown_on(form):
            commands.rename_unit(actor=actor_of(request), unit=unit, **form.cleaned_data)
            return redirect("people:managed_unit", unit.code)
    return render(request, "people/rename_unit.html", {"form": form, "unit": unit})


@roles(Role.ADMINISTRATOR)
def move_unit(request: HttpRequest, code: str) -> HttpResponse:
    """Put a unit under another one."""
    unit = _managed_unit(request, code)
    actor = actor_of(request)
    form = MoveUnitForm(_sent(request), actor=actor, initial={"parent": unit.parent_id})
    if request.method == "POST" and form.is_valid():
        with _mistakes_shown_on(form):
            commands.move_unit(actor=actor, unit=unit, parent=form.cleaned_data["parent"])
            return redirect("people:managed_unit", unit.code)
    return render(request, "people/move_unit.html", {"form": form, "unit": unit})


@roles(Role.ADMINISTRATOR)
def close_unit(request: HttpRequest, code: str) -> HttpResponse:
    """Close a unit that has no people and no units below it."""
    unit = _managed_unit(request, code)
    form = Form(_sent(request))
    if request.method == "POST" and form.is_valid():
        with _mistakes_shown_on(form):
            commands.close_unit(actor=actor_of(request), unit=unit)
            messages.success(request, _("“%(unit)s”已关闭。") % {"unit": unit})
            return redirect("people:managed_units")
    context = {
        "question": _("关闭“%(unit)s”") % {"unit": unit},
        "consequences": [_("关闭后不再承办新的事项。"), _("以前的记录全部保留。")],
        "form": form,
        "submit": _("关闭单位"),
        "cancel": reverse("people:managed_unit", args=[unit.code]),
        "danger": True,
    }
    return render(request, "ui/confirm.html", context)


@roles(Role.ADMINISTRATOR)
def grant_term(request: HttpRequest, code: str) -> HttpResponse:
    """Give somebody an office in a unit."""
    unit = _managed_unit(request, code)
    initial = {"starts_on": timezone.localdate(), "account": request.GET.get("account", "")}
    form = TermForm(_sent(request), unit=unit, initial=initial)
    if request.method == "POST" and form.is_valid():
        with _mistakes_shown_on(form):
            commands.grant_term(actor=actor_of(request), unit=unit, **form.cleaned_data)
            messages.success(request, _("已任职。"))
            return redirect("people:managed_unit", unit.code)
    return render(request, "people/grant_term.html", {"form": form, "unit": unit})


@roles(Role.ADMINISTRATOR)
def end_term(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the last day of an office."""
    actor = actor_of(request)
    visible = Term.objects.filter(rules.may_manage_term.rows(actor)).select_related("account", "unit", "area")
    term = get_object_or_404(visible, pk=pk)
    form = LastDayForm(_sent(request), initial={"ends_on": term.ends_on or timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        with _mistakes_shown_on(form):
            commands.end_term(actor=actor, term=term, ends_on=form.cleaned_data["ends_on"])
            messages.success(request, _("已设定任职的最后一天。"))
            return redirect("people:managed_unit", term.unit.code)
    return render(request, "people/end_term.html", {"form": form, "term": term})


@roles(Role.ADMINISTRATOR)
@require_safe
def staff_accounts(request: HttpRequest) -> HttpResponseBase:
    """The accounts of staff that the administrator looks after."""
    return STAFF.respond(request, queries.accounts_visible_to(actor_of(request)), "people/staff_accounts.html")


@roles(Role.ADMINISTRATOR)
def open_account(request: HttpRequest) -> HttpResponse:
    """Open an account for a member of staff."""
    actor = actor_of(request)
    form = StaffAccountForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        with _mistakes_shown_on(form):
            account = commands.open_account(actor=actor, **form.cleaned_data)
            messages.success(request, _("已开设账号。现在发给对方登录链接，并到单位页面任职。"))
            return redirect("people:staff_account", account.pk)
    return render(request, "people/open_account.html", {"form": form})


@roles(Role.ADMINISTRATOR)
@require_safe
def staff_account(request: HttpRequest, pk: int) -> HttpResponse:
    """An account of a member of staff, and how to help its owner in."""
    return _staff_account_page(request, _staff_account(request, pk), SuspensionForm())


@roles(Role.ADMINISTRATOR)
@require_POST
@never_cache
def issue_sign_in_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Show, once, the link with which the person sets a password."""
    account = _staff_account(request, pk)
    path = commands.issue_sign_in_link(actor=actor_of(request), account=account)
    context = {"account": account, "link": request.build_absolute_uri(path)}
    return render(request, "people/sign_in_link.html", context)


@roles(Role.ADMINISTRATOR)
@require_POST
def remove_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a lost second factor."""
    account = _staff_account(request, pk)
    commands.remove_second_factor(actor=actor_of(request), account=account)
    messages.success(request, _("已清除第二重验证，对方下次登录时重新设置。"))
    return redirect("people:staff_account", account.pk)


@roles(Role.ADMINISTRATOR)
@require_POST
def suspend_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop an account at once."""
    account = _staff_account(request, pk)
    form = SuspensionForm(request.POST)
    if form.is_valid():
        with _mistakes_shown_on(form):
            commands.suspend_account(actor=actor_of(request), account=account, **form.cleaned_data)
            messages.success(request, _("账号已停用。"))
            return redirect("people:staff_account", account.pk)
    return _staff_account_page(request, account, form)


@roles(Role.ADMINISTRATOR)
@require_POST
def restore_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a stopped account sign in again."""
    account = _staff_account(request, pk)
    commands.restore_account(actor=actor_of(request), account=account)
    messages.success(request, _("账号已恢复。"))
    return redirect("people:staff_account", account.pk)


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _managed_unit(request: HttpRequest, code: str) -> Unit:
    managed = Unit.objects.filter(rules.may_manage_unit.rows(actor_of(request))).select_related("parent", "area")
    return get_object_or_404(managed, code=code)


def _staff_account(request: HttpRequest, pk: int) -> Account:
    return get_object_or_404(queries.accounts_visible_to(actor_of(request)), pk=pk)


def _staff_account_page(request: HttpRequest, account: Account, form: SuspensionForm) -> HttpResponse:
    terms = account.terms.select_related("unit", "area").order_by("-starts_on")
    context = {
        "account": account,
        "terms": terms,
        "has_second_factor": queries.has_second_factor(account),
        "form": form,
    }
    return render(request, "people/staff_account.html", context)


@contextmanager
def _mistakes_shown_on(form: BaseForm) -> Iterator[None]:
    """What the act finds wrong is said on the form, which is then shown again."""
    try:
        yield
    except (NotPossible, NotATelephone) as reason:
        form.add_error(None, str(reason))

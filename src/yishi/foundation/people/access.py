"""Who may open a page. Every view of the project carries exactly one of these four decorators.

    @public                        anybody
    @signed_in                     anybody with an account
    @staff                         whoever holds an office today
    @roles(Role.OFFICER, …)        whoever holds one of these offices today

They open or close the page as a whole; which rows may be seen or changed on it is asked of the rules. The decorator
also writes its answer on the view, `view.access`, so that a test can walk all addresses and find one forgotten.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from yishi.foundation.people.actors import Actor
from yishi.foundation.people.queries import staff_need_second_factor
from yishi.foundation.people.rules import NotPermitted

View = Callable[..., HttpResponseBase]
Gate = Callable[[HttpRequest], HttpResponseBase | None]

AFTER_SECOND_FACTOR = "after_second_factor"


def public(view: View) -> View:
    """Anybody may open the page."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Anybody with an account may open the page; others are led to sign in and back again."""
    return _gated(view, "signed_in", _sign_in_first)


def staff(view: View) -> View:
    """Whoever holds an office today may open the page, once their second factor is set up."""

    def gate(request: HttpRequest) -> HttpResponseBase | None:
        return _sign_in_first(request) or _office_needed(request, lambda actor: actor.is_staff)

    return _gated(view, "staff", gate)


def roles(*names: str) -> Callable[[View], View]:
    """Whoever holds one of the named offices today may open the page, once their second factor is set up."""
    if not names:
        raise ValueError("roles() needs at least one role")

    def gate(request: HttpRequest) -> HttpResponseBase | None:
        return _sign_in_first(request) or _office_needed(request, lambda actor: actor.has_role(*names))

    return lambda view: _gated(view, "roles:" + ",".join(str(name) for name in names), gate)


def _gated(view: View, access: str, gate: Gate) -> View:
    @wraps(view)
    def gated(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return gate(request) or view(request, *args, **kwargs)

    gated.access = access  # type: ignore[attr-defined]
    return gated


def _sign_in_first(request: HttpRequest) -> HttpResponseBase | None:
    if request.user.is_authenticated:
        return None
    htmx = getattr(request, "htmx", None)
    if htmx:
        # A fragment of the page must not be replaced by the sign-in form: the whole page goes there.
        back = htmx.current_url_abs_path or reverse("home")
        return HttpResponseClientRedirect(redirect_to_login(back).url)
    return redirect_to_login(request.get_full_path())


def _office_needed(request: HttpRequest, holds: Callable[[Actor], bool]) -> HttpResponseBase | None:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not holds(actor):
        raise NotPermitted(
            _("这个页面供相应岗位的工作人员使用，您目前的账号没有这项权限。如有需要，请与本单位的系统管理员联系。")
        )
    if actor.has_second_factor or not staff_need_second_factor():
        return None
    request.session[AFTER_SECOND_FACTOR] = request.get_full_path() if request.method == "GET" else reverse("home")
    address = reverse("mfa_activate_totp")
    return HttpResponseClientRedirect(address) if getattr(request, "htmx", None) else HttpResponseRedirect(address)

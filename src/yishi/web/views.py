"""Home, the two switches of every page, and the pages that explain the site."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from yishi.foundation.people.access import public
from yishi.foundation.ui.context import TYPE_SIZE_COOKIE
from yishi.web.home import last_month_published, latest_answers, month_words

YEAR_OF_SECONDS = 365 * 24 * 3600


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    figures = last_month_published(timezone.localdate())
    context = {
        "figures": figures,
        "month": month_words(figures.month) if figures else "",
        "answered": latest_answers(),
    }
    return render(request, "web/home.html", context)


@public
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "web/about.html")


@public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "web/accessibility.html")


@public
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Show the site in another language, beginning with the page the visitor is on."""
    return set_language(request)


@public
@require_POST
def choose_type_size(request: HttpRequest) -> HttpResponse:
    """Large type or normal type, remembered on this device."""
    response = HttpResponseRedirect(_way_back(request))
    size = "large" if request.POST.get("size") == "large" else "normal"
    response.set_cookie(TYPE_SIZE_COOKIE, size, max_age=YEAR_OF_SECONDS, samesite="Lax", secure=request.is_secure())
    return response


def _way_back(request: HttpRequest) -> str:
    address = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if allowed else resolve_url("home")

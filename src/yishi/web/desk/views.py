"""The worker's desk: what is mine, what is due, what is overdue, at one glance."""

from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from yishi.foundation.people.access import staff
from yishi.foundation.people.models import Role
from yishi.foundation.people.requests import ActorRequest
from yishi.foundation.ui.components import Tab
from yishi.parts.voices.rules import may_file_for_others, may_import
from yishi.web.desk.queries import PILES, pile_lines, pile_sizes
from yishi.web.desk.tables import DESK


@staff
@require_safe
def desk(request: ActorRequest, pile: str = "") -> HttpResponseBase:
    """A pile of the desk; without a name the first that holds something, what is overdue before all."""
    now = timezone.now()
    sizes = pile_sizes(request.actor, now)
    name = pile or _most_urgent(request, sizes)
    chosen = next((one for one in PILES if one.name == name), None)
    if chosen is None:
        raise Http404
    tabs = [
        Tab(one.label, reverse("desk_pile", args=[one.name]), is_here=one is chosen, count=sizes[one.name] or None)
        for one in PILES
        if sizes[one.name] or one is chosen or one.is_usual
    ]
    rows = pile_lines(request.actor, chosen, now)
    actor = request.actor
    context = {
        "tabs": tabs,
        "pile": chosen,
        "may_file_for_others": may_file_for_others.allows(actor, None),
        "may_import": may_import.allows(actor, None),
    }
    return DESK.respond(request, rows, "web/desk/desk.html", context)


def _most_urgent(request: ActorRequest, sizes: dict[str, int]) -> str:
    order = ["overdue", "near", "mine", "route", "all", "reported", "check"]
    if request.actor.has_role(Role.SUPERVISOR):
        order.insert(0, "check")
    return next((name for name in order if sizes[name]), "mine")

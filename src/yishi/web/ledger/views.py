"""The public ledger, its proofs to be taken along, and the page about the worker."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from yishi.foundation.ledger import commands, queries
from yishi.foundation.ledger.heads import signed
from yishi.foundation.ledger.models import Cursor, DueTask, Entry, SigningKey
from yishi.foundation.people.access import public, roles
from yishi.foundation.people.models import Role
from yishi.web.ledger.forms import ConsistencyForm
from yishi.web.ledger.rules import may_read_content
from yishi.web.ledger.tables import ENTRIES

HEADS_PER_PAGE = 100
UNNAMED = {"ensure_ascii": False, "indent": 2}


@public
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """What the ledger is, its latest signed head, how to check, and the entries by number."""
    keys = [(key.key_id, bytes(key.public_key).hex()) for key in queries.signing_keys()]
    head = queries.latest_head()
    context = {"head": head, "root": bytes(head.root).hex() if head else "", "keys": keys}
    return ENTRIES.respond(request, Entry.objects.defer("body"), "web/ledger/index.html", context)


@public
@never_cache
@require_safe
def entry_page(request: HttpRequest, sequence: int) -> HttpResponse:
    """One entry: its fingerprints for everybody, its content for those whom it concerns."""
    entry = _entry(sequence)
    is_readable = may_read_content.allows(request.actor, entry)  # type: ignore[attr-defined]
    context = {
        "entry": entry,
        "leaf": bytes(entry.leaf_hash).hex(),
        "chain": bytes(entry.chain_hash).hex(),
        "content": bytes(entry.body).decode("utf-8") if is_readable else "",
        "is_last": sequence == queries.last_sequence(),
    }
    return render(request, "web/ledger/entry.html", context)


@public
@never_cache
@require_safe
def proof(request: HttpRequest, sequence: int) -> HttpResponse:
    """The proof that an entry is in the ledger, as a file; with its content for those whom it concerns."""
    entry = _entry(sequence)
    is_readable = may_read_content.allows(request.actor, entry)  # type: ignore[attr-defined]
    document = queries.receipt_proof(entry, with_body=is_readable).as_document()
    return _file(f"yishi-{sequence}.json", document)


@public
@require_safe
def heads(request: HttpRequest) -> HttpResponse:
    """Signed heads, the latest first, and all public keys: what a witness keeps."""
    before = request.GET.get("before", "")
    page = queries.signed_heads(int(before) if before.isdecimal() and len(before) < 10 else None, HEADS_PER_PAGE)
    more = reverse("ledger:heads") + f"?before={page[-1].size}" if len(page) == HEADS_PER_PAGE else None
    document = {
        "keys": [_key_document(key) for key in queries.signing_keys()],
        "heads": [signed(head).as_document() for head in page],
        "more": more,
    }
    return JsonResponse(document, json_dumps_params=UNNAMED)


@public
@require_safe
def consistency_page(request: HttpRequest) -> HttpResponse:
    """Whether an earlier ledger is the beginning of a later one, for people."""
    form = ConsistencyForm(request.GET.dict() if request.GET else None, signed_size=queries.signed_size())
    context = {"form": form, "document": form.proof.as_document() if form.is_valid() else None}
    return render(request, "web/ledger/consistency.html", context, status=200 if not form.errors else 400)


@public
@require_safe
def consistency(request: HttpRequest) -> HttpResponse:
    """The same proof as a file."""
    form = ConsistencyForm(request.GET.dict(), signed_size=queries.signed_size())
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=400, json_dumps_params=UNNAMED)
    old, new = form.proof.old_size, form.proof.new_size
    return _file(f"yishi-{old}-{new}.json", form.proof.as_document())


@roles(Role.ADMINISTRATOR, Role.AUDITOR)
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """How far the worker is, what failed, what comes next."""
    report = queries.worker_report(timezone.now())
    may_retry = request.actor.has_role(Role.ADMINISTRATOR)  # type: ignore[attr-defined]
    return render(request, "web/ledger/worker.html", {"report": report, "may_retry": may_retry})


@roles(Role.ADMINISTRATOR)
@require_POST
def retry(request: HttpRequest) -> HttpResponse:
    """Have the worker try at once what has failed."""
    actor = request.actor.reference  # type: ignore[attr-defined]
    name = request.POST.get("name", "")
    try:
        if request.POST.get("of") == "subscriber":
            commands.retry_subscriber(actor=actor, name=name)
        else:
            commands.retry_task(actor=actor, key=name)
        messages.success(request, _("已安排立即重试。"))
    except (Cursor.DoesNotExist, DueTask.DoesNotExist):
        messages.info(request, _("这一项已经不在失败之列，不用重试。"))
    return HttpResponseRedirect(reverse("ledger:worker"))


def _entry(sequence: int) -> Entry:
    if sequence > 2**31 - 1:
        raise Http404
    return get_object_or_404(Entry, sequence=sequence)


def _key_document(key: SigningKey) -> dict[str, str]:
    return {
        "key_id": key.key_id,
        "public_key": bytes(key.public_key).hex(),
        "made_at": key.made_at.isoformat(),
    }


def _file(name: str, document: dict[str, object]) -> HttpResponse:
    response = JsonResponse(document, json_dumps_params=UNNAMED)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

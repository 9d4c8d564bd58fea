"""A bare view to compare with: it inserts one row, under the same middleware, with a session and the same fsync."""

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_protect

from yishi.foundation.people.access import public


@public
@csrf_protect
def bare(request: HttpRequest) -> HttpResponse:
    request.session["key"] = request.POST.get("key", "")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_bare (words) VALUES (%s)", [request.POST.get("text", "")])
    return HttpResponse(status=302, headers={"Location": "/"})


urlpatterns = [path("bench/bare/", bare), path("", include("yishi.config.urls"))]

"""All addresses; each part brings its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("yishi.web.urls")),
    path("desk/", include("yishi.web.desk.urls")),
    path("accounts/", include("allauth.urls")),
    path("people/", include("yishi.foundation.people.urls")),
    path("places/", include("yishi.web.places.urls")),
    path("calendar/", include("yishi.web.calendar.urls")),
    path("ledger/", include("yishi.web.ledger.urls")),
    path("files/", include("yishi.foundation.files.urls")),
    path("notices/", include("yishi.foundation.notices.urls")),
    path("imports/", include("yishi.foundation.imports.urls")),
    path("voices/", include("yishi.parts.voices.urls")),
]

handler400 = "yishi.web.errors.bad_request"
handler500 = "yishi.web.errors.server_error"

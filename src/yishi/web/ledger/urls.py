from django.urls import path

from yishi.web.ledger import views

app_name = "ledger"
urlpatterns = [
    path("", views.index, name="index"),
    path("entries/<int:sequence>/", views.entry_page, name="entry"),
    path("proof/<int:sequence>.json", views.proof, name="proof"),
    path("heads.json", views.heads, name="heads"),
    path("consistency/", views.consistency_page, name="consistency"),
    path("consistency.json", views.consistency, name="consistency_file"),
    path("worker/", views.worker, name="worker"),
    path("worker/retry/", views.retry, name="retry"),
]

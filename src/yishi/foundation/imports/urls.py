from django.urls import path

from yishi.foundation.imports import views

app_name = "imports"
urlpatterns = [
    path("runs/<int:pk>/", views.run, name="run"),
    path("runs/<int:pk>/columns/", views.columns, name="columns"),
    path("runs/<int:pk>/for-real/", views.for_real, name="for_real"),
    path("runs/<int:pk>/refused.csv", views.refused, name="refused"),
    path("<slug:importer>/", views.index, name="index"),
]

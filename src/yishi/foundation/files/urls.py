"""Addresses of files; a key is unguessable, and still each view asks for permission."""

from django.urls import path

from yishi.foundation.files import views

app_name = "files"
urlpatterns = [
    path("<str:key>/", views.show_file, name="show"),
    path("<str:key>/small/", views.show_small, name="small"),
    path("<str:key>/remove/", views.remove_file, name="remove"),
    path("<str:key>/publicity/", views.change_publicity, name="publicity"),
]

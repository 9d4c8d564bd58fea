from django.conf import settings
from django.urls import path

from yishi.web import gallery, views

urlpatterns = [
    path("", views.home, name="home"),
    path("about/", views.about, name="about"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("language/", views.choose_language, name="choose_language"),
    path("type-size/", views.choose_type_size, name="choose_type_size"),
]

if settings.SHOW_GALLERY:
    urlpatterns.append(path("ui/", gallery.gallery, name="gallery"))

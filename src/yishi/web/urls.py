from django.urls import path

from yishi.web import views

urlpatterns = [
    path("", views.home, name="home"),
    path("language/", views.choose_language, name="choose_language"),
    path("type-size/", views.choose_type_size, name="choose_type_size"),
]

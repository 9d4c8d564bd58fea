from django.urls import path

from yishi.web.desk import views

urlpatterns = [
    path("", views.desk, name="desk"),
    path("<slug:pile>/", views.desk, name="desk_pile"),
]

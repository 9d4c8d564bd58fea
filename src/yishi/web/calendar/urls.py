from django.urls import path

from yishi.web.calendar import views

app_name = "calendar"
urlpatterns = [
    path("", views.this_year, name="index"),
    path("<int:year>/", views.one_year, name="year"),
]

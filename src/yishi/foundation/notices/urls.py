from django.urls import path

from yishi.foundation.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.index, name="index"),
    path("read/", views.mark_all_read, name="mark_all_read"),
    path("preferences/", views.preferences, name="preferences"),
    path("delivery/", views.delivery, name="delivery"),
    path("follow/<str:number>/", views.follow, name="follow"),
    path("<int:pk>/", views.open_matter, name="open"),
    path("<int:pk>/read/", views.mark_read, name="mark_read"),
]

from django.urls import path

from yishi.web.places import views

app_name = "places"
urlpatterns = [
    path("", views.index, name="index"),
    path("find/", views.find, name="find"),
    path("find.json", views.find_json, name="find_json"),
    path("areas.geojson", views.geojson, name="geojson"),
    path("<str:code>/", views.area, name="area"),
]

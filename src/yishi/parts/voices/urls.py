from django.urls import path

from yishi.parts.voices import feeds, overviews, views

app_name = "voices"
urlpatterns = [
    path("", overviews.voice_list, name="list"),
    path("map/", overviews.voice_map, name="map"),
    path("map/points.geojson", feeds.points, name="points"),
    path("feed.atom", feeds.feed, name="feed"),
    path("export.csv", feeds.csv, name="csv"),
    path("export.geojson", feeds.geojson, name="geojson"),
    path("export/contacts/", overviews.export_contacts, name="export_contacts"),
    path("promises/", overviews.promises, name="promises"),
    path("rates/", overviews.rates, name="rates"),
    path("new/", views.file, name="file"),
    path("for-caller/", views.file_for_caller, name="file_for_caller"),
    path("track/", views.track, name="track"),
    path("mine/", views.mine, name="mine"),
    path("<str:number>/", views.detail, name="detail"),
    path("<str:number>/receipt/", views.receipt, name="receipt"),
    path("<str:number>/contact/", views.contact, name="contact"),
    path("<str:number>/support/", views.support, name="support"),
    path("<str:number>/<slug:name>/", views.act, name="act"),
]

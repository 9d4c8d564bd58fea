from django.urls import path

from yishi.parts.voices import views

app_name = "voices"
urlpatterns = [
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

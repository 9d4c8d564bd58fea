"""Addresses under /people/."""

from django.urls import path

from yishi.foundation.people import views

app_name = "people"
urlpatterns = [
    path("", views.unit_directory, name="unit_directory"),
    path("me/", views.my_account, name="my_account"),
    path("me/looks/", views.my_looks, name="my_looks"),
    path("me/data/", views.export_my_data, name="export_my_data"),
    path("me/erase/", views.erase_my_account, name="erase_my_account"),
    path("looks/", views.identity_looks, name="identity_looks"),
    path("units/", views.managed_units, name="managed_units"),
    path("units/new/", views.create_unit, name="create_unit"),
    path("units/<str:code>/", views.managed_unit, name="managed_unit"),
    path("units/<str:code>/rename/", views.rename_unit, name="rename_unit"),
    path("units/<str:code>/move/", views.move_unit, name="move_unit"),
    path("units/<str:code>/close/", views.close_unit, name="close_unit"),
    path("units/<str:code>/terms/new/", views.grant_term, name="grant_term"),
    path("terms/<int:pk>/end/", views.end_term, name="end_term"),
    path("accounts/", views.staff_accounts, name="staff_accounts"),
    path("accounts/new/", views.open_account, name="open_account"),
    path("accounts/<int:pk>/", views.staff_account, name="staff_account"),
    path("accounts/<int:pk>/link/", views.issue_sign_in_link, name="issue_sign_in_link"),
    path("accounts/<int:pk>/second-factor/", views.remove_second_factor, name="remove_second_factor"),
    path("accounts/<int:pk>/suspend/", views.suspend_account, name="suspend_account"),
    path("accounts/<int:pk>/restore/", views.restore_account, name="restore_account"),
]

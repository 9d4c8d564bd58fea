from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "yishi.foundation.calendar"
    verbose_name = "工作日历"

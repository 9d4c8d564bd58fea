from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CalendarConfig(AppConfig):
    name = "yishi.foundation.calendar"
    verbose_name = "工作日历"

    def ready(self) -> None:
        from yishi.foundation.calendar.queries import remaining
        from yishi.foundation.calendar.reference_data import load_reference_data
        from yishi.foundation.ui.times import count_working_days_by

        post_migrate.connect(load_reference_data, sender=self)
        count_working_days_by(lambda start, end: remaining(start, end).working_days)

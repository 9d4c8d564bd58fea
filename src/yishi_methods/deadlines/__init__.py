"""Terms of law and promise, over a calendar of working days that is passed in (民法典 201–203).

- The day on which a term begins is not counted; a term of hours counts from the moment (201).
- A term of months or years ends on the day with the same number, or on the last of the month where there is none (202).
- A term of days, months or years whose last day is a statutory holiday or a weekly day of rest ends on the next working
  day (203; that weekly rest counts as well is practice). A term of working days ends on the n-th working day.
- The last day ends at 24:00, or when business closes (203). An end at 24:00 is written 23:59:59.999999 of that day, so
  that its date is the day a person reads and `moment <= due.at` says "in time".
- While a term is paused its clock stands still: a day that a pause touches, wholly or partly, is not counted, and no
  term ends on it; paused hours are added. A pause before the first counted day or after the end changes nothing.

All days are days of the place: the time zone is passed in. `is_provisional` says that the answer rests on a year whose
official working days are not yet announced, and may move when they are.
"""

from yishi_methods.deadlines.remaining import Remaining, remaining
from yishi_methods.deadlines.terms import LAST_MOMENT, MEASURES, Due, Pause, due_time
from yishi_methods.deadlines.working_days import WorkingDays, Year

__all__ = [
    "LAST_MOMENT",
    "MEASURES",
    "Due",
    "Pause",
    "Remaining",
    "WorkingDays",
    "Year",
    "due_time",
    "remaining",
]

"""An empty database becomes a district. Needs shapely, so it stands apart from what pages import."""

import datetime
import re

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yishi.foundation.people import rules
from yishi.foundation.people.actors import Actor
from yishi.foundation.people.commands import create_unit, grant_term, open_account
from yishi.foundation.people.models import Account, Role, Unit, UnitKind
from yishi.foundation.people.rules import NotPossible
from yishi.foundation.places.area_intake import AreaDraft
from yishi.foundation.places.commands import import_areas
from yishi.foundation.places.models import Area
from yishi_methods.spatial.coordinates import Datum

DISTRICT_CODE = re.compile(r"[1-9]\d{3}(?!00)\d{2}", re.ASCII)


@transaction.atomic
def found_district(
    *,
    actor: Actor,
    name: str,
    code: str,
    name_en: str = "",
    username: str,
    display_name: str,
    password: str,
) -> Account:
    """Make of an empty database a district that can take voices: its area, its centre, its first administrator.

    `code` is the 6-digit code of administrative divisions (GB/T 2260). Raises NotPermitted, NotPossible.
    """
    rules.is_system.require(actor, None)
    if Unit.objects.exists():
        raise NotPossible(_("这里已经设立了单位，不是空的数据库。要增加单位或账号，请登录后在页面上办理。"))
    today = timezone.localdate()
    area = _district_area(actor, code.strip(), name.strip(), name_en.strip(), today)
    centre = create_unit(
        actor=actor,
        code="centre",
        kind=UnitKind.CENTRE,
        name=f"{name.strip()}受理中心",
        name_en=f"{name_en.strip()} Reception Centre".strip(),
        area=area,
    )
    create_unit(
        actor=actor,
        code="supervision",
        kind=UnitKind.SUPERVISION,
        name="督查室",
        name_en="Supervision Office",
        parent=centre,
        area=area,
    )
    account = open_account(actor=actor, username=username, display_name=display_name)
    try:
        validate_password(password, account)
    except ValidationError as errors:
        raise NotPossible(" ".join(errors.messages)) from errors
    account.set_password(password)
    account.save(update_fields=["password"])
    grant_term(actor=actor, account=account, role=Role.ADMINISTRATOR, unit=centre, starts_on=today)
    return account


def _district_area(actor: Actor, code: str, name: str, name_en: str, today: datetime.date) -> Area:
    if not DISTRICT_CODE.fullmatch(code):
        raise NotPossible(_("“%(code)s”不是区（县）的代码：应为6位数字，例如 329901。") % {"code": code})
    draft = AreaDraft(code=code.ljust(12, "0"), name=name, name_en=name_en)
    report = import_areas(actor=actor, features=[draft], crs=Datum.WGS84, source="", in_force_from=today)
    for refusal in report.refused:
        raise NotPossible(refusal.reason)
    return Area.objects.get(code=draft.code)

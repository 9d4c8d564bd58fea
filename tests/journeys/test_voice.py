"""One voice from the first word to its end: resident, clerk, officer and supervisor, each on a telephone.

In both languages, with and without JavaScript; every page that somebody comes by is looked at with axe (where scripts
run) and for its width.
"""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.accessibility.axe import faults, shape_faults
from tests.factories import PASSWORD, District, make_account, make_officer, make_supervisor, make_term
from tests.journeys.conftest import OpenPage
from yishi.foundation.ledger.verification import verify_ledger
from yishi.foundation.matters.choices import Step
from yishi.foundation.matters.models import Deadline, Matter
from yishi.foundation.people.models import Role

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TEXT = "幸福里3栋楼下的路灯坏了一个月，晚上老人不敢出门，昨天还有人摔了一跤。"


@dataclass
class Walk:
    """Somebody's way through the site, noting what is wrong with each page on it."""

    page: "Page"
    has_scripts: bool
    found: list[str] = field(default_factory=list)

    def look(self) -> None:
        wrong = faults(self.page) if self.has_scripts else shape_faults(self.page)
        self.found += [f"{self.page.url}: {fault}" for fault in wrong]

    def go(self, address: str) -> None:
        response = self.page.goto(address)
        assert response is not None
        assert response.ok, f"{address} answers {response.status}"
        self.look()

    def click(self, selector: str) -> None:
        self.page.locator(selector).first.click()
        self.page.wait_for_load_state()
        self.look()

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.locator(f"main [name={name}]:visible").first.fill(value)

    def choose(self, name: str, value: str) -> None:
        self.page.locator(f"main input[name={name}][value={value}]").check(force=True)

    def send(self) -> None:
        self.page.locator("main form:has(textarea, input:visible, select) button[type=submit]").first.click()
        self.page.wait_for_load_state()
        self.look()

    def sign_in(self, name: str) -> None:
        self.go("/accounts/login/")
        self.fill(login=name, password=PASSWORD)
        self.send()


@pytest.fixture
def staffed(district: District, settings) -> District:  # type: ignore[no-untyped-def]
    settings.STAFF_MFA = "optional"
    make_officer(district)
    make_supervisor(district)
    make_term(make_account("sunli", "孙莉"), Role.OFFICER, district.centre)
    return district


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_from_the_first_word_to_the_end(language: str, scripts: bool, staffed: District, open_page: OpenPage) -> None:
    def walk() -> Walk:
        return Walk(open_page(language=language, scripts=scripts), scripts)

    resident, clerk, officer, supervisor = walk(), walk(), walk(), walk()

    resident.go("/")
    resident.click("main a[href='/voices/new/']")
    resident.fill(text=TEXT, place_text="幸福里3栋")
    resident.choose("subkind", "help")
    resident.send()
    number, code = receipt_of(resident.page)

    clerk.sign_in("sunli")
    clerk.go("/desk/route/")
    clerk.click(f"main a[href='/voices/{number}/']")
    clerk.page.locator("select[name=unit]").select_option(str(staffed.bureau.pk))
    clerk.send()
    assert Matter.objects.get(number=number).unit == staffed.bureau

    officer.sign_in("chenguohua")
    officer.go("/desk/all/")
    officer.click(f"main a[href='/voices/{number}/']")
    officer.click(f"a[href='/voices/{number}/record_contact/']")
    officer.choose("way", "telephone")
    officer.send()
    officer.fill(text="已派人到现场查看，灯泡已更换。")
    officer.send()

    resident.page.context.clear_cookies(name="sessionid")
    resident.go("/voices/track/")
    resident.fill(number=number.lower(), code=code)
    resident.send()
    assert "灯泡已更换" in resident.page.locator("main").inner_text()
    resident.choose("is_solved", "no")
    resident.choose("is_satisfied", "no")
    resident.send()
    assert Matter.objects.get(number=number).state == "handling"

    officer.go(f"/voices/{number}/")
    officer.fill(text="线路已经更换，三天内每晚复查，灯已正常。")
    officer.send()
    keep_silent(number)

    supervisor.sign_in("zhaomin")
    supervisor.go("/desk/check/")
    supervisor.click(f"main a[href='/voices/{number}/']")
    supervisor.click(f"a[href='/voices/{number}/check_closure/']")
    supervisor.fill(reason="现场看过，灯已亮；电话核实，提出人没有意见。")
    supervisor.send()

    resident.go(f"/voices/{number}/")
    assert Matter.objects.get(number=number).state == "closed"
    assert verify_ledger().findings == []
    assert [fault for one in (resident, clerk, officer, supervisor) for fault in one.found] == []


def receipt_of(page: "Page") -> tuple[str, str]:
    number = page.locator(".ticket-number strong").inner_text()
    code = page.locator(".code-block .code").inner_text()
    assert re.fullmatch(r"PX-\d\d-\w{4}", number)
    return number, code


def keep_silent(number: str) -> None:
    """The rating time passes without a word from the author."""
    Deadline.objects.filter(matter__number=number, step=Step.RATE).update(due_at=timezone.now() - timedelta(hours=1))
    call_command("work", until_idle=True)


def test_personal_data_and_emergencies_are_shown_before_anything_is_published(
    staffed: District, open_page: OpenPage
) -> None:
    walk = Walk(open_page(), has_scripts=True)
    walk.go("/voices/new/")
    walk.fill(text="楼上燃气泄漏，请联系我13812345678")
    walk.choose("subkind", "help")
    walk.send()
    assert Matter.objects.count() == 0
    review = walk.page.locator(".review").inner_text()
    assert "119" in review
    assert "13812345678" in review
    assert "5678" in review.rsplit("138", 1)[-1]
    walk.send()
    matter = Matter.objects.get()
    assert "13812345678" not in matter.public_text
    assert walk.found == []

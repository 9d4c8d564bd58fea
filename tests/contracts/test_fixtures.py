"""The three people and the small district of all tests are what their names say."""

from itertools import pairwise

import pytest

from tests.factories import PASSWORD
from yishi.foundation.people.models import Role

pytestmark = pytest.mark.django_db


def test_areas_nest_by_their_stems(district):
    areas = [district.area, district.town, district.community, district.grid]
    for above, below in pairwise(areas):
        assert above.stem < below.stem < above.stem_end
        assert below.parent == above


def test_each_person_holds_their_office(resident, officer, supervisor, district):
    assert not resident.terms.exists()
    assert officer.terms.get().unit == district.bureau
    assert officer.terms.get().role == Role.OFFICER
    assert supervisor.terms.get().role == Role.SUPERVISOR


def test_people_sign_in_with_the_password_of_tests(client, resident):
    assert client.login(username=resident.username, password=PASSWORD)


@pytest.mark.browser
def test_the_browser_opens_a_page(browser, live_server):
    page = browser.new_page()
    assert page.goto(live_server.url + "/no-such-page").status == 404
    page.close()

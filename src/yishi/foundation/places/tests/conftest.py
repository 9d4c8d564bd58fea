import pytest

from yishi.foundation.places.area_intake import ImportReport
from yishi.foundation.places.tests.districts import bring_in, drafts


@pytest.fixture
def places(db: None) -> ImportReport:
    """The small district with its boundaries."""
    return bring_in(drafts())

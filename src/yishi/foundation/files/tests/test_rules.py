"""Each permission gives the same answer for one file and for a list of files, for everybody."""

import itertools
from datetime import datetime

import pytest
from django.utils import timezone

from tests.factories import District, make_matter
from yishi.foundation.files import queries, rules
from yishi.foundation.files.models import Attachment
from yishi.foundation.matters.choices import Visibility
from yishi.foundation.matters.models import Matter, Recusal
from yishi.foundation.people.actors import Actor
from yishi.foundation.people.models import Account

pytestmark = pytest.mark.django_db

FILE_RULES = ["may_read_file", "may_remove_file", "may_show_file", "may_see_original_name"]


@pytest.fixture
def files(district: District, resident: Account, officer: Account) -> list[Attachment]:
    """A file of every sort: matter of each visibility, with and without recusal; shown, removed, erased or not."""
    now = timezone.now()
    grid = district.grid
    found = []
    for number, (visibility, recused) in enumerate(itertools.product(Visibility, (False, True)), start=1):
        matter = make_matter(
            f"PX-26-000{number}",
            author=resident,
            unit=district.bureau,
            visibility=visibility,
            area=grid,
            area_stem=grid.stem,
        )
        if recused:
            Recusal.objects.create(matter=matter, account=officer, reason="亲属", declared_at=now)
        for is_public, uploader, (removed, erased) in itertools.product(
            (True, False), (resident, officer, None), ((None, None), (now, None), (now, now))
        ):
            found.append(_file(matter, is_public, uploader, removed, erased))
    return found


def _file(
    matter: Matter, is_public: bool, uploader: Account | None, removed: datetime | None, erased: datetime | None
) -> Attachment:
    return Attachment.objects.create(
        matter=matter,
        kind="picture",
        media_type="image/jpeg",
        size=1,
        sha256="0" * 64,
        is_public=is_public,
        uploaded_by=uploader,
        by_staff=uploader is not None and uploader.username == "chenguohua",
        uploaded_at=timezone.now(),
        removed_at=removed,
        erased_at=erased,
    )


@pytest.mark.parametrize("name", FILE_RULES)
def test_one_file_and_lists_agree(files: list[Attachment], people: dict[str, Actor], name: str) -> None:
    rule = getattr(rules, name)
    for who, actor in people.items():
        listed = set(Attachment.objects.filter(rule.rows(actor)).values_list("pk", flat=True))
        allowed = {file.pk for file in files if rule.allows(actor, file)}
        assert listed == allowed, f"{name} of {who}"


def test_adding_agrees_for_one_matter_and_lists(files: list[Attachment], people: dict[str, Actor]) -> None:
    for who, actor in people.items():
        listed = set(Matter.objects.filter(rules.may_attach.rows(actor)).values_list("pk", flat=True))
        allowed = {matter.pk for matter in Matter.objects.all() if rules.may_attach.allows(actor, matter)}
        assert listed == allowed, who


@pytest.mark.parametrize(
    ("who", "shown_public", "hidden_public", "shown_private"),
    [
        ("resident", True, True, True),
        ("with the code", True, True, True),
        ("officer", True, True, True),
        ("supervisor", True, True, True),
        ("auditor", True, True, True),
        ("neighbour", True, False, False),
        ("other officer", True, False, False),
        ("anonymous", True, False, False),
    ],
)
def test_who_may_open_what(
    files: list[Attachment],
    people: dict[str, Actor],
    who: str,
    shown_public: bool,
    hidden_public: bool,
    shown_private: bool,
) -> None:
    actor = people["resident"] if who == "resident" else people[who]
    first = Matter.objects.get(number="PX-26-0001")
    private = Matter.objects.filter(visibility=Visibility.PRIVATE, recusals=None).get()
    if who == "with the code":
        actor = Actor(reference="anonymous", matter_keys=frozenset({first.number, private.number}))
    kept = Attachment.objects.filter(removed_at=None, by_staff=False)
    for matter, is_public, may in (
        (first, True, shown_public),
        (first, False, hidden_public),
        (private, True, shown_private),
    ):
        for file in kept.filter(matter=matter, is_public=is_public):
            assert rules.may_read_file.allows(actor, file) is may


def test_a_removed_file_is_for_review_only(files: list[Attachment], people: dict[str, Actor]) -> None:
    removed = [file for file in files if file.removed_at and not file.erased_at]
    readers = {who for who, actor in people.items() if any(rules.may_read_file.allows(actor, file) for file in removed)}
    assert readers == {"supervisor", "auditor"}
    erased = [file for file in files if file.erased_at]
    assert not any(rules.may_read_file.allows(actor, file) for actor in people.values() for file in erased)


def test_the_list_of_a_matter_costs_the_same_for_any_number(
    files: list[Attachment], people: dict[str, Actor], django_assert_num_queries: object
) -> None:
    matter = Matter.objects.select_related("authorship").get(number="PX-26-0001")
    actor = people["officer"]
    with django_assert_num_queries(4):  # type: ignore[operator]
        shown = queries.shown_files(actor, matter)
    assert len(shown) == 6
    Attachment.objects.filter(matter=matter).exclude(pk=shown[0].file.pk).delete()
    with django_assert_num_queries(4):  # type: ignore[operator]
        assert len(queries.shown_files(actor, matter)) == 1

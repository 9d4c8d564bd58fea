"""Configuration in memory is reloaded when, and only when, it has changed."""

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction

from yishi.foundation.ledger import revisions
from yishi.foundation.ledger.revisions import bump, cached, current


@pytest.fixture
def in_request():
    """Between the two signals of a request."""
    request_started.disconnect(close_old_connections)
    request_started.send(sender=None)
    request_started.connect(close_old_connections)
    yield
    request_finished.disconnect(close_old_connections)
    request_finished.send(sender=None)
    request_finished.connect(close_old_connections)


class Loads:
    """A cached loader over the name "areas" that gives how often it has loaded."""

    def __init__(self):
        self.count = 0
        self.load = cached("areas")(self._load)

    def _load(self):
        self.count += 1
        return [self.count]


@pytest.fixture
def loads():

    return Loads()


@pytest.mark.django_db(transaction=True)
class TestCached:
    def test_is_loaded_once_until_it_changes(self, loads):
        assert loads.load() is loads.load()
        bump("promises")
        assert loads.load() == [1]
        bump("areas")
        assert loads.load() == [2]
        assert loads.load() == [2]

    def test_all_names_of_a_request_are_read_with_one_statement(self, in_request, loads, django_assert_num_queries):
        with django_assert_num_queries(1):
            loads.load()
            loads.load()
            current("promises")

    def test_a_request_sees_what_it_changed_itself(self, in_request, loads):
        before = current("areas")
        loads.load()
        bump("areas")
        assert current("areas") != before
        assert loads.load() == [2]

    def test_nothing_is_kept_between_a_change_and_its_commit(self, loads):
        with transaction.atomic():
            bump("areas")
            assert loads.load() == [1]
            assert loads.load() == [2]  # more may have changed meanwhile
        assert loads.load() == [3]
        assert loads.load() == [3]

    def test_a_change_that_is_undone_leaves_no_trace(self, loads):
        bump("areas")
        with transaction.atomic():
            bump("areas")
            loads.load()
            transaction.set_rollback(True)
        with revisions.reading():
            kept = loads.load()
        with transaction.atomic():
            bump("areas")
        assert loads.load() != kept

    def test_a_stretch_of_work_reads_like_a_request(self, loads, django_assert_num_queries):
        with revisions.reading(), django_assert_num_queries(1):
            for _ in range(5):
                loads.load()
                current("promises")
        with django_assert_num_queries(2):
            current("promises")
            current("promises")


@pytest.mark.django_db
def test_a_mark_is_zero_before_the_first_change_and_never_the_same_twice():
    assert current("areas") == 0
    marks = set()
    for _ in range(20):
        bump("areas")
        marks.add(current("areas"))
    assert len(marks) == 20

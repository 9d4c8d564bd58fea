"""The worker: in order, at least once, failures alone, due times, one at a time."""

import signal
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from yishi.events.ledger import RetryAsked
from yishi.foundation.ledger import subscribers, worker
from yishi.foundation.ledger.commands import (
    DueTime,
    OutsideTransactionError,
    append,
    retry_subscriber,
    retry_task,
    schedule,
    schedule_many,
    unschedule,
)
from yishi.foundation.ledger.due import DUE_TASKS, due_task
from yishi.foundation.ledger.models import Cursor, DueTask, Entry, Revision, TreeHead
from yishi.foundation.ledger.single import alone
from yishi.foundation.ledger.subscribers import SUBSCRIBERS, subscriber
from yishi.foundation.ledger.tests.rows import fill
from yishi.foundation.ledger.worker import Worker, waiting_time

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def only_subscribers_of_the_test(monkeypatch):
    monkeypatch.setattr(subscribers, "SUBSCRIBERS", {})
    monkeypatch.setattr(worker, "SUBSCRIBERS", subscribers.SUBSCRIBERS)
    before = set(DUE_TASKS)
    yield
    for name in set(DUE_TASKS) - before:
        del DUE_TASKS[name]


def fail_no_longer(model=Cursor):
    """As if the waiting time was over."""
    model.objects.filter(failures__gt=0).update(retry_at=LONG_AGO)


@pytest.fixture
def nothing_due(db):
    """Without the due times that a fresh database begins with."""
    DueTask.objects.all().delete()


@pytest.mark.django_db
@pytest.mark.usefixtures("nothing_due")
class TestSubscribers:
    def test_hear_of_every_entry_once_and_in_order(self):
        heard: list[Any] = []
        subscriber("tests.all")(lambda entries: heard.extend(entry.sequence for entry in entries))
        fill(250)
        Worker().run_until_idle()
        fill(3)
        Worker().run_until_idle()
        assert heard == list(range(1, 254))

    def test_hear_of_the_kinds_they_want(self):
        heard: list[Any] = []
        wanted = subscriber("tests.wanted", kinds=[RetryAsked])
        wanted(heard.extend)
        subscriber("tests.unwanted", kinds=["voices.filed"])(lambda entries: pytest.fail("not wanted"))
        fill(5)
        Worker().run_until_idle()
        assert [entry.event for entry in heard] == [RetryAsked(of="task", name="matters.remind", failures=1)] * 5
        assert set(Cursor.objects.values_list("position", flat=True)) == {5}

    def test_a_failure_undoes_what_its_handler_wrote_and_stops_nobody_else(self):
        heard: list[Any] = []

        @subscriber("tests.failing")
        def failing(entries):
            Revision.objects.create(name=f"tests.{entries[0].sequence}", value=len(entries))
            if any(entry.sequence == 7 for entry in entries):
                raise ValueError("the seventh is bad")

        subscriber("tests.sound")(lambda entries: heard.extend(entry.sequence for entry in entries))
        fill(10)
        Worker().run_until_idle()
        cursor = Cursor.objects.get(name="tests.failing")
        assert (cursor.position, cursor.failures) == (6, 1)
        assert "entries 7 to 7" in cursor.last_error
        assert "ValueError: the seventh is bad" in cursor.last_error
        assert cursor.retry_at is not None
        assert cursor.retry_at > timezone.now()
        written = Revision.objects.filter(name__startswith="tests.").values_list("name", flat=True)
        assert set(written) == {f"tests.{n}" for n in range(1, 7)}
        assert heard == list(range(1, 11))

    def test_a_failure_is_tried_again_after_longer_and_longer_times_and_forgotten_when_mended(self):
        is_mended = False
        heard: list[Any] = []

        @subscriber("tests.failing")
        def failing(entries):
            if not is_mended:
                raise ValueError
            heard.extend(entry.sequence for entry in entries)

        fill(3)
        for failures in (1, 2, 3):
            assert not Worker().work_once()
            assert not Worker().work_once()  # it waits
            assert Cursor.objects.get().failures == failures
            fail_no_longer()
        is_mended = True
        Worker().run_until_idle()
        cursor = Cursor.objects.get()
        assert (cursor.position, cursor.failures, cursor.last_error, cursor.retry_at) == (3, 0, "", None)
        assert heard == [1, 2, 3]

    def test_waiting_times_are_fixed(self):
        assert [waiting_time(n).total_seconds() for n in (1, 2, 3, 11, 12, 400)] == [2, 4, 8, 2048, 3600, 3600]

    def test_an_administrator_can_have_it_tried_at_once(self):
        is_mended = False

        @subscriber("tests.failing")
        def failing(entries):
            if not is_mended:
                raise ValueError

        fill(1)
        work = Worker()
        work.run_until_idle()
        is_mended = True
        assert not work.work_waits()
        retry_subscriber(actor="account:1", name="tests.failing")
        assert work.work_waits()
        work.run_until_idle()
        assert Cursor.objects.get().position == 2
        assert Entry.objects.get(sequence=2).event == RetryAsked(of="subscriber", name="tests.failing", failures=1)
        with pytest.raises(Cursor.DoesNotExist):
            retry_subscriber(actor="account:1", name="tests.failing")

    def test_entries_appended_by_a_handler_are_heard_of_too(self):
        @subscriber("tests.answering", kinds=[RetryAsked])
        def answering(entries):
            if entries[-1].sequence < 5:
                append(RetryAsked(of="task", name="next", failures=0), actor="system")

        fill(1)
        Worker().run_until_idle()
        assert Cursor.objects.get().position == 5

    def test_one_name_is_one_subscriber(self):
        subscriber("tests.one")(lambda entries: None)
        with pytest.raises(ValueError, match=r"tests\.one"):
            subscriber("tests.one")(lambda entries: None)

    def test_looking_for_work_is_one_statement(self, django_assert_num_queries):
        subscriber("tests.one")(lambda entries: None)
        fill(2)
        work = Worker()
        assert work.work_waits()
        work.run_until_idle()
        with django_assert_num_queries(1):
            assert not work.work_waits()
        fill(1)
        with django_assert_num_queries(1):
            assert work.work_waits()

    def test_told_to_stop_it_begins_nothing_more(self):
        work = Worker()
        heard: list[Any] = []

        @subscriber("tests.first")
        def first(entries):
            heard.append("first")
            work.stop.set()

        subscriber("tests.second")(lambda entries: heard.append("second"))
        fill(1)
        work.run()
        assert heard == ["first"]


@pytest.mark.django_db
@pytest.mark.usefixtures("nothing_due")
class TestDueTasks:
    def test_are_done_when_due_and_then_gone(self):
        done: list[Any] = []
        due_task("tests.remind")(lambda data, at: done.append((data, at)))
        schedule("a", task="tests.remind", at=LONG_AGO, data={"matter": "PX-26-7K4Q"})
        schedule("b", task="tests.remind", at=timezone.now() + timedelta(days=1))
        Worker().run_until_idle()
        assert done == [({"matter": "PX-26-7K4Q"}, LONG_AGO)]
        assert [task.key for task in DueTask.objects.all()] == ["b"]

    def test_a_key_is_moved_by_scheduling_it_again_and_forgotten_when_unscheduled(self):
        due_task("tests.remind")(lambda data, at: pytest.fail("not due"))
        tomorrow = timezone.now() + timedelta(days=1)
        for at in (LONG_AGO, tomorrow):
            schedule("a", task="tests.remind", at=at, data={"at": str(at)})
        schedule_many([DueTime(key=f"k{n}", task="tests.remind", at=LONG_AGO) for n in range(3)])
        unschedule("k0", "k1", "k2", "never scheduled")
        Worker().run_until_idle()
        task = DueTask.objects.get()
        assert (task.key, task.at, task.data) == ("a", tomorrow, {"at": str(tomorrow)})

    def test_scheduling_is_one_statement(self, django_assert_num_queries):
        due_task("tests.remind")(lambda data, at: None)
        with django_assert_num_queries(1):
            schedule("a", task="tests.remind", at=LONG_AGO)
        with django_assert_num_queries(1):
            schedule("a", task="tests.remind", at=LONG_AGO)

    def test_a_handler_may_schedule_its_own_key_anew(self):
        rounds = []

        @due_task("tests.piece")
        def piece(data, at):
            rounds.append(data["from"])
            if data["from"] < 30:
                schedule("import", task="tests.piece", at=at, data={"from": data["from"] + 10})

        schedule("import", task="tests.piece", at=LONG_AGO, data={"from": 0})
        Worker().run_until_idle()
        assert rounds == [0, 10, 20, 30]
        assert not DueTask.objects.exists()

    def test_a_failure_undoes_its_writes_is_kept_and_stops_no_other(self):
        done: list[Any] = []

        @due_task("tests.failing")
        def failing(data, at):
            Revision.objects.create(name="tests.half", value=1)
            raise ValueError("not today")

        due_task("tests.sound")(lambda data, at: done.append(data))
        schedule("bad", task="tests.failing", at=LONG_AGO)
        schedule("good", task="tests.sound", at=LONG_AGO + timedelta(days=1))
        for _ in range(2):
            Worker().run_until_idle()
            fail_no_longer(DueTask)
        task = DueTask.objects.get()
        assert (task.key, task.failures, task.last_error) == ("bad", 2, "ValueError: not today")
        assert not Revision.objects.filter(name="tests.half").exists()
        assert len(done) == 1

    def test_an_administrator_can_have_it_tried_at_once(self):
        due_task("tests.failing")(lambda data, at: data["nothing"])
        schedule("bad", task="tests.failing", at=LONG_AGO)
        work = Worker()
        work.run_until_idle()
        assert not work.work_waits()
        retry_task(actor="account:1", key="bad")
        assert work.work_waits()
        assert Entry.objects.get().event == RetryAsked(of="task", name="bad", failures=1)

    def test_an_unknown_task_is_refused_at_once_and_one_no_longer_known_is_kept(self):
        with pytest.raises(LookupError, match=r"tests\.unknown"):
            schedule("a", task="tests.unknown", at=LONG_AGO)
        DueTask.objects.create(key="old", task="tests.unknown", at=LONG_AGO)
        Worker().run_until_idle()
        assert "no due task 'tests.unknown' is registered" in DueTask.objects.get().last_error


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("nothing_due")
class TestTransactions:
    def test_due_times_are_written_inside_an_act(self):
        for attempt in (lambda: schedule("a", task="ledger.sign_head", at=LONG_AGO), lambda: unschedule("a")):
            with pytest.raises(OutsideTransactionError):
                attempt()

    def test_handlers_run_inside_a_transaction_with_their_cursor(self):
        seen = []
        subscriber("tests.one")(lambda entries: seen.append(connection.in_atomic_block))
        due_task("tests.two")(lambda data, at: seen.append(connection.in_atomic_block))
        fill(1)
        with transaction.atomic():
            schedule("a", task="tests.two", at=LONG_AGO)
        Worker().run_until_idle()
        assert seen == [True, True]

    def test_after_a_crash_between_two_batches_it_goes_on_where_it_was(self):
        heard: list[Any] = []

        class Crash(BaseException):
            """As a killed process leaves it: nothing of the worker's own code runs after it."""

        @subscriber("tests.one")
        def one(entries):
            heard.extend(entry.sequence for entry in entries)
            if entries[0].sequence == 101 and heard.count(101) == 1:
                raise Crash

        fill(150)
        with pytest.raises(Crash):
            Worker().run_until_idle()
        Worker().run_until_idle()
        assert heard == [*range(1, 151), *range(101, 151)]

    def test_the_ledger_s_own_reaction_signs_a_head(self, settings, tmp_path):
        settings.DATA = tmp_path
        name = "ledger.heads"
        subscribers.SUBSCRIBERS[name] = SUBSCRIBERS[name]
        fill(20)
        Worker().run_until_idle()
        fill(1)
        Worker().run_until_idle()
        assert [head.size for head in TreeHead.objects.all()] == [20]
        later = DueTask.objects.get(task="ledger.sign_head")
        assert later.at > timezone.now()
        DueTask.objects.update(at=LONG_AGO)
        Worker().run_until_idle()
        assert [head.size for head in TreeHead.objects.all()] == [20, 21]


def test_a_second_worker_waits_and_says_so(tmp_path):
    stop, said = threading.Event(), []

    def tell() -> None:
        said.append("waiting")
        stop.set()

    with alone(tmp_path / "lock", threading.Event(), tell) as first, alone(tmp_path / "lock", stop, tell) as second:
        assert (first, second, said) == (True, False, ["waiting"])
    with alone(tmp_path / "lock", threading.Event(), tell) as third:
        assert third


@pytest.mark.django_db
@pytest.mark.parametrize("option", ["--once", "--until-idle"])
def test_the_command_works_and_ends(option, settings, tmp_path, capsys):
    settings.DATA = tmp_path
    heard: list[Any] = []
    subscriber("tests.one")(heard.extend)
    fill(3)
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        call_command("work", option)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert len(heard) == 3
    assert "at work" in capsys.readouterr().out

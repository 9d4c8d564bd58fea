"""Whatever is done to a row, a finding covers it."""

import hashlib
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from yishi.foundation.ledger import canonical
from yishi.foundation.ledger.commands import CHAIN_START
from yishi.foundation.ledger.entry_audit import COLUMNS, EntryAudit, Row
from yishi.foundation.ledger.findings import Findings
from yishi_methods.merkle import leaf_hash

COUNT = 9


def make_rows() -> list[Row]:
    rows, chain = [], CHAIN_START
    at = datetime(2026, 11, 23, tzinfo=UTC)
    for number in range(1, COUNT + 1):
        body = canonical.encode(
            sequence=number, kind="k", subject="s", actor="a", occurred_at=at, recorded_at=at, data={"n": number}
        )
        leaf = leaf_hash(body)
        chain = hashlib.sha256(chain + leaf).digest()
        time = canonical.instant(at)
        rows.append((number, "k", "s", "a", time, time, body, leaf, chain))
    return rows


ROWS = make_rows()


def audit(rows):
    findings = Findings()
    entries = EntryAudit(findings)
    for row in rows:
        entries.check(row)
    entries.finish(known=COUNT)
    return findings


def covers(findings, number):
    return any(finding.first <= number <= finding.last for finding in findings)


def test_unaltered_rows_have_no_finding():
    assert audit(ROWS) == []


@given(st.integers(1, COUNT), st.sampled_from(COLUMNS[1:]), st.integers(0, 10_000))
def test_one_altered_value_is_found_in_its_row(number, column, place):
    rows = [list(row) for row in ROWS]
    old = rows[number - 1][COLUMNS.index(column)]
    place %= len(old)
    new = chr(ord(old[place]) ^ 1) if isinstance(old, str) else bytes([old[place] ^ 1])
    rows[number - 1][COLUMNS.index(column)] = old[:place] + new + old[place + 1 :]
    findings = audit([tuple(row) for row in rows])
    assert covers(findings, number)
    assert all(abs(finding.first - number) <= 1 for finding in findings)


@given(st.sets(st.integers(1, COUNT), min_size=1))
def test_removed_rows_are_all_found_and_no_other(removed):
    findings = audit([row for row in ROWS if row[0] not in removed])
    told = {number for finding in findings for number in range(finding.first, finding.last + 1)}
    assert told == removed
    assert {finding.kind for finding in findings} == {"removed"}


@given(st.permutations(range(COUNT)))
def test_reordered_rows_are_all_found_and_no_other(order):
    rows = [(here + 1, *ROWS[there][1:]) for here, there in enumerate(order)]
    findings = audit(rows)
    told = {number for finding in findings for number in range(finding.first, finding.last + 1)}
    assert told == {here + 1 for here, there in enumerate(order) if here != there}
    assert {finding.kind for finding in findings} <= {"reordered"}


@given(st.integers(1, COUNT), st.binary(min_size=1, max_size=40))
def test_any_other_body_with_its_own_hash_is_found(number, body):
    rows = list(ROWS)
    rows[number - 1] = (*ROWS[number - 1][:6], body, leaf_hash(body), ROWS[number - 1][8])
    assert covers(audit(rows), number)

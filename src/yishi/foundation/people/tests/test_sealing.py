"""Seals: what goes in comes out, with old keys and new, and with no others."""

import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishi.foundation.people import sealing
from yishi.foundation.people.sealing import SealBroken, add_key, drop_old_keys, seal, seal_text, unseal, unseal_text


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.DATA = tmp_path
    return tmp_path / "sealing.keys"


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=50), max_size=5))
def test_what_was_sealed_opens(contact):
    assert unseal(seal(contact)) == contact
    assert unseal(memoryview(seal(contact))) == contact


def test_nothing_can_be_read_through_a_seal():
    sealed = seal({"name": "王秀英", "telephone": "+8613800000001"})
    assert b"13800000001" not in sealed
    assert sealed != seal({"name": "王秀英", "telephone": "+8613800000001"})


def test_the_keys_are_readable_by_their_owner_only(own_keys):
    seal({})
    assert stat.S_IMODE(own_keys.stat().st_mode) == 0o600
    add_key()
    assert stat.S_IMODE(own_keys.stat().st_mode) == 0o600


def test_old_seals_open_after_a_new_key_and_new_ones_use_it(own_keys):
    old = seal({"name": "王秀英"})
    add_key()
    new = seal({"name": "赵敏"})
    assert unseal(old) == {"name": "王秀英"}
    assert drop_old_keys() == 1
    assert unseal(new) == {"name": "赵敏"}
    with pytest.raises(SealBroken):
        unseal(old)


def test_another_process_learns_of_a_new_key(own_keys):
    seal({})
    known = dict(sealing._keyrings)
    add_key()
    sealed, text = seal({"name": "王秀英"}), seal_text("JBSWY3DP")
    sealing._keyrings.clear()
    sealing._keyrings.update(known)  # as a process that read the keys before
    assert unseal(sealed) == {"name": "王秀英"}
    sealing._keyrings.update(known)
    assert unseal_text(text) == "JBSWY3DP"


def test_altered_bytes_do_not_open():
    sealed = bytearray(seal({"name": "王秀英"}))
    sealed[20] ^= 1
    with pytest.raises(SealBroken, match=r"sealing\.keys"):
        unseal(bytes(sealed))


def test_registered_columns_are_sealed_anew(monkeypatch):
    kept = [seal_text("one"), seal_text("two")]

    def reseal_kept(keyring):
        kept[:] = [keyring.rotate(text.encode()).decode() for text in kept]
        return len(kept)

    monkeypatch.setattr(sealing, "_columns", [reseal_kept])
    add_key()
    assert sealing.reseal_all() == 2
    drop_old_keys()
    assert [unseal_text(text) for text in kept] == ["one", "two"]

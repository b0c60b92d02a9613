"""Tests the last step of a rotation: the office first tells who still seals for the old key, and asks for a word."""

import argparse
import os
import pty
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from appliance.core.district.events import NoticeTaken
from appliance.envelope.deposit import Signed
from appliance.envelope.statements import Notice, NoticeType
from sync.office import key_command, sealed_file, verifying
from sync.office.folder import Folder
from sync.office.keyring import OfficeKey, new_key
from sync.office.office import NoSuch, Office
from tests.appliance.district.office import Office as Signer
from tests.appliance.logbook.box import Box
from tests.sync.office.building import NOW_MS, Desk, given
from tests.sync.office.machines import WORDS


@pytest.fixture
def newer() -> OfficeKey:
    return new_key("2027", NOW_MS + 1)


@pytest.fixture
def office(desk: Desk, newer: OfficeKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Make an office whose data keys are wrapped for the newer key already."""
    monkeypatch.setattr(sealed_file, "MEMORY_KIB", 64)
    monkeypatch.setattr(sealed_file, "ITERATIONS", 1)
    desk.keyring.passphrase, desk.keyring.keys = WORDS, (*desk.keyring.keys, newer)
    return Office(Folder(tmp_path), desk.keyring, desk.store)


async def notice(box: Box, signer: Signer, version: int, *keys: OfficeKey) -> Signed:
    """Give a notice that the building takes, so that its record shows it."""
    signed = signer.notice(NoticeType.RECIPIENTS, version, [each.recipient() for each in keys])
    about = Notice.unpack(signed.statement).type
    await box.keep(
        NoticeTaken(
            about=about, version=version, statement=signed.statement, key=signed.key, signature=signed.signature
        )
    )
    return signed


async def collected(office: Office, desk: Desk) -> None:
    desk.takes(await given(desk.box, desk.signer))
    office.store.run("UPDATE data_key SET wrapped_for = ?", office.keyring.newest.opening.public.fingerprint)


async def destroys(office: Office, *, yes: bool = False) -> None:
    key = office.keyring.keys[0].opening.public.fingerprint.hex()
    await key_command.keys(argparse.Namespace(step="destroy", key=key, yes=yes), office)


@contextmanager
def somebody_types(text: str) -> Iterator[None]:
    theirs, ours = pty.openpty()
    os.write(theirs, text.encode() + b"\n")
    with os.fdopen(ours) as terminal, pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys, "stdin", terminal)
        yield
    os.close(theirs)


async def test_a_building_that_still_seals_for_it_is_named_and_only_the_word_destroys_it(
    desk: Desk, office: Office, newer: OfficeKey, capsys: pytest.CaptureFixture[str]
) -> None:
    await notice(desk.box, desk.signer, 1, *office.keyring.keys)
    await collected(office, desk)
    for typed in ("", "yes", "y"):
        with somebody_types(typed), pytest.raises(NoSuch, match="Nothing was destroyed"):
            await destroys(office)
    assert "Cedar Creek seals for it still" in capsys.readouterr().out
    assert len(office.keyring.keys) == 2
    with somebody_types("destroy"):
        await destroys(office)
    assert office.keyring.keys == (newer,)
    assert "opens nothing any more" in capsys.readouterr().out


async def test_where_a_notice_without_it_was_taken_no_building_is_named(
    desk: Desk, office: Office, newer: OfficeKey, capsys: pytest.CaptureFixture[str]
) -> None:
    await notice(desk.box, desk.signer, 1, *office.keyring.keys)
    desk.hears(await notice(desk.box, desk.signer, 2, newer))
    await collected(office, desk)
    await destroys(office, yes=True)
    assert "No building seals for it any more" in capsys.readouterr().out
    assert office.keyring.keys == (newer,)


async def test_a_newest_notice_that_names_it_and_a_record_that_does_not_say_are_told(
    desk: Desk, office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.hears(desk.signer.notice(NoticeType.RECIPIENTS, 1, [each.recipient() for each in office.keyring.keys]))
    await collected(office, desk)
    with pytest.raises(NoSuch, match="--yes"):
        await destroys(office)  # nobody is at a terminal
    told = capsys.readouterr().out
    assert "every building seals for it" in told
    assert "Not known" in told and "Cedar Creek" in told


async def test_a_store_of_before_learns_it_from_verify(
    desk: Desk, office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    await notice(desk.box, desk.signer, 1, *office.keyring.keys)
    await collected(office, desk)
    office.store.run("DELETE FROM setting WHERE name LIKE 'recipients of %'")
    verifying.verify(office.store, office.opener, NOW_MS)
    with pytest.raises(NoSuch):
        await destroys(office)
    assert "Cedar Creek seals for it still" in capsys.readouterr().out

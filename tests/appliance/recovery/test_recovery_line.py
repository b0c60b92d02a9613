"""Tests what administrators say and ask about the recovery phrase on the desk line, and that nobody else may do so."""

import errno
from pathlib import Path

import pytest

from appliance.api.ask import Reply
from appliance.api.feed.copy import CopyState
from appliance.api.records.recovery import (
    AskOfReplica,
    AskRecovery,
    CheckRecoveryKey,
    RecoveryKnown,
    UseRecoveryKey,
    WantOfCopy,
)
from appliance.commands.recovery import lines_of
from appliance.core.district.events import RecoveryChecked, RecoveryKeySet
from appliance.doors.peer import Peer, Rights
from appliance.envelope.bundle import Sealed, opened
from appliance.envelope.hybrid import PUBLIC_LEN, PrivateKey
from appliance.envelope.vouching import statement, vouch
from appliance.recovery import bundling
from tests.appliance.doors.harness import Harness, running_harness
from tests.appliance.recovery.conftest import School
from tests.appliance.recovery.test_copying import called, stood_down
from tests.patience import patient

PHRASE, OTHER = PrivateKey.generate(), PrivateKey.generate()


class NoAdministrator(Rights):
    def may_adopt(self, peer: Peer) -> bool:
        return False


async def ask(harness: Harness, message: UseRecoveryKey | CheckRecoveryKey | AskOfReplica) -> Reply:
    async with harness.console(None) as admin:
        return await admin.line.ask(message)


async def known(harness: Harness) -> RecoveryKnown:
    async with harness.console(None) as admin:
        told = await admin.line.ask(AskRecovery(request=0))
    assert isinstance(told, RecoveryKnown)
    return told


async def recorded(harness: Harness) -> list[object]:
    _, told = await harness.queries.feed(0, 500)
    return [event for _, _, event in told if isinstance(event, RecoveryKeySet | RecoveryChecked)]


async def test_a_phrase_is_used_from_then_on_and_the_bundle_is_made(school: School) -> None:
    harness = school.harness
    assert (await known(harness)).fingerprint == b""
    assert (await ask(harness, UseRecoveryKey(request=0, public=PHRASE.public.raw))).ok
    assert (await ask(harness, UseRecoveryKey(request=0, public=PHRASE.public.raw))).ok
    told = await known(harness)
    assert (told.fingerprint, told.bundle, told.says) == (PHRASE.public.fingerprint, 1, "")
    assert len(await recorded(harness)) == 1, "the same again is no news"
    assert (await ask(harness, UseRecoveryKey(request=0, public=OTHER.public.raw))).ok
    assert (await known(harness)).fingerprint == OTHER.public.fingerprint


async def test_what_only_the_replica_may_do_is_asked_of_it(school: School) -> None:
    harness, line, told = school.harness, await school.line(), CopyState(kind="stick", where="the USB stick")

    async def asked(what: WantOfCopy) -> str:
        return (await ask(harness, AskOfReplica(request=0, what=what))).says

    assert "No copy is set up" in await asked(WantOfCopy.TRIAL)
    await line.tell_copy(told)
    async with patient():
        while not harness.engine.board.recovery.is_set_up:
            await harness.engine.changed_since(harness.engine.version)
    await called(school, "201")
    assert [await asked(each) for each in WantOfCopy] == ["", ""]
    assert [(await line.tell_copy(told)).wanted for _ in range(2)] == [WantOfCopy.FORGET_EARLIER, ""], "a call is open"
    [incident] = harness.engine.board.incidents
    await stood_down(school, incident)
    assert [(await line.tell_copy(told)).wanted for _ in range(2)] == [WantOfCopy.TRIAL, ""]


async def test_which_phrase_opens_the_copy_is_known_once_its_bundle_was_seen_there(school: School) -> None:
    harness, line = school.harness, await school.line()
    await ask(harness, UseRecoveryKey(request=0, public=PHRASE.public.raw))
    await line.tell_copy(CopyState(kind="stick", where="the USB stick", bundle_serial=1))
    told = await known(harness)
    assert (told.bundle, told.for_phrase, told.at_copy, told.copied) == (1, 1, 1, True)
    await ask(harness, UseRecoveryKey(request=0, public=OTHER.public.raw))
    told = await known(harness)
    assert (told.bundle, told.for_phrase, told.at_copy, told.copied) == (2, 2, 1, False), "the old paper is needed"
    await line.tell_copy(CopyState(kind="stick", where="the USB stick", bundle_serial=2))
    assert (await known(harness)).copied


async def test_a_bundle_that_cannot_be_made_for_a_new_phrase_is_not_for_it(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness = school.harness
    await ask(harness, UseRecoveryKey(request=0, public=PHRASE.public.raw))

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(bundling, "seal", full)
    assert (await ask(harness, UseRecoveryKey(request=0, public=OTHER.public.raw))).ok
    told = await known(harness)
    assert (told.fingerprint, told.bundle, told.for_phrase) == (OTHER.public.fingerprint, 1, 0)
    assert "No space left" in told.says
    lines = lines_of(told)
    assert any("number 1 lies ready, NOT for this phrase" in each for each in lines), lines


async def test_whoever_types_the_phrase_vouches_for_this_box_and_each_bundle_says_so(school: School) -> None:
    harness = school.harness
    told = await known(harness)
    assert not told.vouched and told.to_vouch
    public = PHRASE.public.raw
    strange = vouch(PHRASE, statement(b"B" * 16, b"F" * 16, b"K" * 32))
    assert (await ask(harness, UseRecoveryKey(request=0, public=public, vouched=strange))).ok
    told = await known(harness)
    assert (told.bundle, told.vouched) == (1, False), "it is about another box"
    assert any("Nobody has typed it at this box yet" in each for each in lines_of(told))
    vouched = vouch(PHRASE, told.to_vouch)
    assert not (await ask(harness, CheckRecoveryKey(request=0, public=OTHER.public.raw, vouched=vouched))).ok
    assert not (await known(harness)).vouched, "of a wrong phrase nothing is kept"
    for _ in range(2):
        assert (await ask(harness, CheckRecoveryKey(request=0, public=public, vouched=vouched))).ok
    told = await known(harness)
    assert (told.bundle, told.vouched) == (2, True), "once"
    assert not any("Nobody has typed it" in each for each in lines_of(told))
    sealed, _ = harness.recovery.bundling.given(outward=False)
    assert dict(opened(Sealed.unpack(sealed), PHRASE).files)["recovery.vouched"] == vouched


async def test_what_is_no_public_half_is_refused(school: School) -> None:
    for public in (b"", b"x" * 32, b"\xff" * PUBLIC_LEN):
        reply = await ask(school.harness, UseRecoveryKey(request=0, public=public))
        assert (reply.ok, reply.code) == (False, "no-recovery-key")
    assert await recorded(school.harness) == []


async def test_whoever_types_the_phrase_hears_right_or_wrong_and_either_is_an_entry(school: School) -> None:
    harness = school.harness
    reply = await ask(harness, CheckRecoveryKey(request=0, public=PHRASE.public.raw))
    assert "handbell recovery renew" in reply.says
    await ask(harness, UseRecoveryKey(request=0, public=PHRASE.public.raw))
    assert not (await ask(harness, CheckRecoveryKey(request=0, public=OTHER.public.raw))).ok
    assert (await known(harness)).checked_ms == 0
    assert (await ask(harness, CheckRecoveryKey(request=0, public=PHRASE.public.raw))).ok
    assert (await known(harness)).checked_ms > 0
    rights = [event.right for event in await recorded(harness) if isinstance(event, RecoveryChecked)]
    assert rights == [False, True]


@pytest.mark.parametrize(
    "message",
    [
        UseRecoveryKey(request=0, public=PHRASE.public.raw),
        CheckRecoveryKey(request=0, public=PHRASE.public.raw),
        AskRecovery(request=0),
        AskOfReplica(request=0, what=WantOfCopy.FORGET_EARLIER),
    ],
)
async def test_nobody_but_an_administrator_may(tmp_path: Path, message: UseRecoveryKey) -> None:
    async with running_harness(tmp_path, NoAdministrator(0, None)) as harness:
        reply = await ask(harness, message)
        assert (reply.ok, reply.code) == (False, "not-allowed")
        assert await recorded(harness) == []

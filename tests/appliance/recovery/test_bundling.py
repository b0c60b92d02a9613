"""Tests the recovery bundle: it has all that a new box needs and nothing else, is made anew when any of it changes, and opens for phrase
and office alone.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.api.feed.client import FeedClient
from appliance.api.feed.messages import HandIn
from appliance.envelope.bundle import BundleError, Contents, Sealed, opened
from appliance.envelope.deposit import Recipient
from appliance.envelope.hybrid import PUBLIC_LEN, PrivateKey
from appliance.envelope.vouching import VOUCHED_LEN
from appliance.plan.document import digest
from appliance.plan.ids import KeyId, PersonId
from appliance.recovery import bundling
from appliance.recovery.bundling import NOBODY, Bundling
from appliance.vault import gathering
from appliance.vault.credentials import Credentials
from appliance.vault.kinds import BELOW, OWN
from tests.appliance.district.office import Office, Reader
from tests.appliance.doors.harness import PIN
from tests.appliance.recovery.conftest import REPLICA, STICK, UPLINK, School
from tests.appliance.recovery.test_copying import accounted, called, everything, reviewed, stood_down, whole_set
from tests.patience import patient

pytestmark = pytest.mark.slow  # these tests use real files and keys: in `make test`


PHRASE = PrivateKey.generate()
OFFICE = PrivateKey.generate()


async def uses(school: School, phrase: PrivateKey = PHRASE) -> None:
    assert await school.harness.recovery.phrase.use(phrase.public.raw, "a test") == ""


def credentials(school: School) -> Credentials:
    """Give the credentials where a box has them."""
    return Credentials(school.harness.given.keys / "credentials")


async def office_names(school: School, *offline: PrivateKey) -> None:
    """Let the office name a reader who signs, and these, whose keys are kept offline."""
    trust = school.harness.keeper.trust
    office = Office(trust.building, trust.box)
    assert await school.harness.keeper.believe(office.fingerprint.hex(), "", "a test") == ""
    readers = [
        Reader("Office 2026").as_recipient(),
        *(Recipient("recovery", each.public.raw, b"", 0) for each in offline),
    ]
    notice = office.notice(1, 1, readers)  # type: ignore[arg-type]
    assert (await school.harness.keeper.hand_in(HandIn(request=0, notices=(notice,)))).refused == ()


async def inside(line: FeedClient, private: PrivateKey = PHRASE) -> Contents:
    return opened(Sealed.unpack((await line.copy_bundle()).sealed), private)


async def test_nobody_could_open_it_so_there_is_none_and_that_is_said(school: School) -> None:
    await school.harness.recovery.bundling.make()
    line = await school.line()
    given = await line.copy_bundle()
    assert (given.serial, given.sealed, given.says) == (0, b"", NOBODY)
    assert school.harness.engine.heard.copy.nobody


async def test_the_phrase_opens_everything_a_new_box_needs(school: School) -> None:
    harness = school.harness
    credentials(school).put(KeyId("B201-wall"), b"k" * 32)
    harness.people.set(PersonId("ana"), PIN)
    (harness.folder / "devices.json").write_bytes(b'{"B201": {}}')
    await harness.press("201", counter=12).kept
    await uses(school)
    line = await school.line()
    sealed = Sealed.unpack((await line.copy_bundle()).sealed)
    found = opened(sealed, PHRASE)
    about = sealed.about
    assert (about.head, about.digest) <= harness.logbook.kept
    assert about.device_key == found.device_key == harness.logbook.device_key
    names = {name for name, _ in found.files}
    assert {"building.id", "credentials/B201-wall.secret", "people.pepper"} <= names
    assert any(name.startswith("people/") for name in names)
    assert dict(found.files)["credentials/B201-wall.secret"] == b"k" * 32
    assert digest(found.plan) == harness.engine.board.plan_digest
    assert ("B201", "help", "", 12) in found.counts
    assert found.calls_so_far == harness.engine.board.calls
    assert found.address_book == b'{"B201": {}}'
    assert found.recovery == PHRASE.public.raw
    public = Ed25519PrivateKey.from_private_bytes(found.succession).public_key().public_bytes_raw()
    assert public == harness.engine.board.recovery.succession


async def test_its_reading_keys_open_every_wrap_of_the_copy(school: School) -> None:
    await called(school, "201")
    line = await school.line()
    _, wraps, _ = await whole_set(line)
    await uses(school)
    found = await inside(line)
    opens = {PrivateKey.from_bytes(seed).public.fingerprint for _, seed in found.reading}
    own = school.harness.logbook.own_readers
    assert {wrap.recipient for wrap in wraps if wrap.recipient in own} <= opens


async def test_nothing_is_in_it_that_a_new_box_makes_itself_or_must_never_have(school: School) -> None:
    await uses(school)
    line = await school.line()
    sealed = (await line.copy_bundle()).sealed
    found = await inside(line)
    assert not {name for name, _ in found.files} & {"device.key", "local.key", "box.id", "rank", "succession.key"}
    keys = school.harness.folder / "keys"
    for name in ("device.key", "local.key"):
        secret = (keys / name).read_bytes()
        assert secret not in b"".join(content for _, content in found.files)
    for name, content in found.files:
        if name != "building.id":
            assert content not in sealed, f"{name} is sealed"


async def test_only_the_phrase_and_the_offline_recipient_open_it(school: School) -> None:
    await office_names(school, OFFICE)
    await uses(school)
    line = await school.line()
    sealed = Sealed.unpack((await line.copy_bundle()).sealed)
    assert set(sealed.recipients()) == {PHRASE.public.fingerprint, OFFICE.public.fingerprint}
    assert opened(sealed, PHRASE) == opened(sealed, OFFICE)
    with pytest.raises(BundleError, match="other keys"):
        opened(sealed, PrivateKey.generate())


async def test_the_uplink_gets_it_without_the_wrap_for_the_phrase_whatever_it_asks(school: School) -> None:
    await office_names(school, OFFICE)
    await uses(school)
    for rights, asks in ((UPLINK, False), (UPLINK, True), (REPLICA, True)):
        line = await school.line(rights)
        sealed = Sealed.unpack((await line.copy_bundle(outward=asks)).sealed)
        assert [each for each, _ in sealed.wraps] == [OFFICE.public.fingerprint]
        assert opened(sealed, OFFICE)
        with pytest.raises(BundleError, match="left out"):
            opened(sealed, PHRASE)
    with suppress(ConnectionError):
        assert not (await (await school.line(STICK)).copy_bundle()).sealed, "a stick carries no bundle"


async def test_each_has_a_serial_of_its_own_also_over_a_restart(school: School) -> None:
    await uses(school)
    first = school.harness.recovery.bundling.serial
    await school.harness.recovery.bundling.make()
    assert school.harness.recovery.bundling.serial == first + 1
    harness = school.harness
    again = Bundling(harness.engine, harness.logbook, harness.vault, harness.recovery.keys, harness.given)
    await again.make()
    assert again.serial == first + 2


type Change = Callable[[School], Awaitable[object]]


async def another_key(school: School) -> None:
    credentials(school).put(KeyId("new"), b"n" * 32)


async def a_key_less(school: School) -> None:
    credentials(school).destroy(KeyId("old"))


async def another_pin(school: School) -> None:
    school.harness.people.set(PersonId("ben"), PIN)


async def a_button_never_pressed_before(school: School) -> None:
    await school.harness.press("204").kept


async def another_recipient(school: School) -> None:
    await office_names(school, OFFICE)


@pytest.mark.parametrize(
    "change", [another_key, a_key_less, another_pin, a_button_never_pressed_before, another_recipient]
)
async def test_it_is_made_anew_when_something_of_it_changes(
    school: School, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundling, "LOOK_EVERY_S", 0.01)
    monkeypatch.setattr(bundling, "WAIT_FOR_CALM_S", 0.01)
    monkeypatch.setattr(bundling, "DAILY_MIN", 1440)
    credentials(school).put(KeyId("old"), b"o" * 32)
    await uses(school)
    making = school.harness.recovery.bundling
    school.harness.tasks.start(making.run(), name="recovery bundle")
    serial = making.serial
    await asyncio.sleep(0.1)
    assert making.serial == serial, "nothing changed"
    await change(school)
    async with patient():
        while making.serial == serial:
            await asyncio.sleep(0.01)


async def test_it_is_made_anew_each_day(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    minute = school.harness.engine.clock.now().week_minute
    assert minute is not None
    await uses(school)
    making = school.harness.recovery.bundling
    monkeypatch.setattr(bundling, "DAILY_MIN", minute % 1440)
    making._made_ms -= 120_000
    assert await making._is_due()
    await making.make()
    assert not await making._is_due()


async def test_it_is_made_before_wraps_leave_the_copy_with_counts_up_to_then(school: School) -> None:
    await uses(school)
    incident = await called(school, "201")
    line = await school.line()
    await everything(line)
    await school.harness.recovery.keys.look()
    before = await inside(line)
    await reviewed(school, incident)
    version = school.harness.recovery.keys.version
    await school.harness.recovery.keys.look()
    after = await inside(line)
    assert school.harness.recovery.keys.version > version
    counted = {counting[:3]: counting[3] for counting in after.counts}
    assert counted["B201", "help", ""] == 1
    assert len(after.counts) > len(before.counts)


async def test_a_disk_that_keeps_no_serial_is_trouble_and_forgetting_goes_on(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    await uses(school)
    incident = await called(school, "201")
    line = await school.line()
    await everything(line)
    await school.harness.recovery.keys.look()
    await stood_down(school, incident)
    serial = school.harness.folder / "keys" / "copies" / "bundle.serial"
    serial.unlink()
    serial.mkdir()
    await accounted(school, incident)
    version = school.harness.recovery.keys.version
    await school.harness.recovery.keys.look()
    assert school.harness.recovery.keys.version > version
    assert "bundle.serial" in school.harness.engine.heard.copy.bundle_failed


# ---- which files


def test_every_kind_of_key_file_that_is_in_a_bundle_is_gathered(tmp_path: Path) -> None:
    from appliance.vault.pairs import Pairs

    keys = tmp_path / "keys"
    contents = {"root.fingerprint": b"a" * 64, "webhook.pem": b"-----BEGIN x-----END CERTIFICATE-----"}
    for name, kind in OWN.items():
        content = contents.get(name) or next(
            each for each in (b"x" * 16, b"x" * 32, b"x" * VOUCHED_LEN, b"x" * PUBLIC_LEN, b"7\n") if kind.fits(each)
        )
        Pairs(keys, "", OWN.__getitem__).write(name, content)
    for under, (ending, kind) in BELOW.items():
        Pairs(keys, under, lambda _, kind=kind: kind).write(f"2026-W48{ending}", b"s" * 32)  # type: ignore[misc]
    expected = {name for name, kind in OWN.items() if kind.in_bundle}
    expected |= {f"{under}/2026-W48{ending}" for under, (ending, kind) in BELOW.items() if kind.in_bundle}
    assert {name for name, _ in gathering.gathered(keys)} == expected
    assert {"credentials/2026-W48.secret", "people/2026-W48.secret", "webhook.pem"} <= expected
    assert not {"device.key", "local.key", "reading/2026-W48.key"} & expected


def test_a_file_whose_first_copy_rotted_is_gathered_from_its_second(tmp_path: Path) -> None:
    from appliance.vault.pairs import Pairs

    keys = tmp_path / "keys"
    Pairs(keys, "", OWN.__getitem__).write("people.pepper", b"p" * 32)
    (keys / "people.pepper").write_bytes(b"rotten")
    assert gathering.gathered(keys) == (("people.pepper", b"p" * 32),)
    assert (keys / "people.pepper").read_bytes() == b"rotten", "whoever gathers mends nothing"


async def test_one_that_lacks_a_weeks_key_is_made_anew_though_a_call_stays_open(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The week began in a call: without its key, what is copied of the call would not open."""
    monkeypatch.setattr(bundling, "LOOK_EVERY_S", 0.01)
    monkeypatch.setattr(bundling, "WAIT_WHEN_LACKING_S", 0.01)
    monkeypatch.setattr(bundling, "DAILY_MIN", 1440)
    await uses(school)
    making = school.harness.recovery.bundling
    await school.harness.press("204").kept
    school.harness.tasks.start(making.run(), name="recovery bundle")
    await asyncio.sleep(0.1)
    serial = making.serial
    school.harness.vault.reading_keys.reading_key("2031-W01")
    async with patient():
        while making.serial == serial:
            await asyncio.sleep(0.01)

"""Tests a forged bundle, which anybody with the public half of a phrase can make: this box's own seed says whose copy it goes on with."""

from pathlib import Path

import msgspec
import pytest

from appliance.commands.restore import told
from appliance.district import root_file
from appliance.envelope import vouching
from appliance.envelope.phrase import new_phrase
from appliance.restoring import expected
from appliance.restoring.doubts import UNVOUCHED
from appliance.restoring.refused import Refused
from appliance.restoring.restoring import Restored, lay, restored
from appliance.settings import Settings
from appliance.vault.vault import Vault
from tests.appliance.logbook.box import box_at, call
from tests.appliance.restoring.copied import contents_of, copy_of, key_of, write_bundle

pytestmark = pytest.mark.slow  # these tests use real files and keys: in `make test`


OFFICE, STRANGER = bytes([0xCD]) * 32, bytes([0xAB]) * 32


@pytest.fixture
async def dead(tmp_path: Path) -> Path:
    async with box_at(tmp_path / "dead") as box:
        await box.keep(call(1))
    return tmp_path / "dead"


@pytest.fixture
async def new(tmp_path: Path) -> Settings:
    """A box whose seed named the safety office."""
    async with box_at(tmp_path / "new") as box:
        await box.keep(call(1, "B120"))
    root_file.write(tmp_path / "new" / "keys", OFFICE)
    return Settings(data=tmp_path / "new")


def replaces(tmp_path: Path, building: bytes) -> Path:
    file = tmp_path / "replaces.json"
    file.write_bytes(msgspec.json.encode({"building": building.hex(), "box": bytes(16).hex()}))
    return file


def test_a_copy_whose_box_believed_another_office_is_refused(dead: Path, new: Settings, tmp_path: Path) -> None:
    root_file.write(dead / "keys", STRANGER)
    refused = restored(copy_of(dead, tmp_path / "copy"), key_of(), new)
    assert isinstance(refused, Refused) and refused.code == "another-office"
    assert "(abababab) than this one (cdcdcdcd)" in refused.says
    assert not new.restored.exists() and root_file.read(new.keys) == OFFICE


def test_the_file_that_would_be_installed_is_what_counts(dead: Path, new: Settings, tmp_path: Path) -> None:
    """A forger says one thing beside it, and puts another into it."""
    copy, vault = copy_of(dead, tmp_path / "copy"), Vault.open(dead / "keys", mends=False)
    forged = msgspec.structs.replace(
        contents_of(dead, vault, set()),
        root=OFFICE.hex(),
        files=(("root.fingerprint", STRANGER.hex().encode()),),
    )
    write_bundle(copy, vault, forged, 8, (1, b"x"))
    refused = restored(copy, key_of(), new)
    assert isinstance(refused, Refused) and refused.code == "another-office"


def test_the_same_office_is_no_question(dead: Path, new: Settings, tmp_path: Path) -> None:
    root_file.write(dead / "keys", OFFICE)
    assert isinstance(restored(copy_of(dead, tmp_path / "copy"), key_of(), new), Restored)
    assert root_file.read(new.restored / "keys") == OFFICE


def test_where_the_former_box_had_no_office_this_ones_goes_on(dead: Path, new: Settings, tmp_path: Path) -> None:
    assert isinstance(restored(copy_of(dead, tmp_path / "copy"), key_of(), new), Restored)
    assert root_file.read(new.restored / "keys") == OFFICE


def test_a_seed_that_names_the_building_takes_no_other_ones_copy(
    dead: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = copy_of(dead, tmp_path / "copy")
    (tmp_path / "blank").mkdir(mode=0o700)
    blank = Settings(data=tmp_path / "blank")
    monkeypatch.setattr(expected.expected, "__defaults__", (replaces(tmp_path, b"B" * 16),))
    refused = restored(copy, key_of(), blank)
    assert isinstance(refused, Refused) and refused.code == "another-building"
    assert "The seed of this box is for building 42424242" in refused.says
    building = Vault.open(dead / "keys", mends=False).building
    monkeypatch.setattr(expected.expected, "__defaults__", (replaces(tmp_path, building),))
    assert isinstance(restored(copy, key_of(), blank), Restored)


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b'{"building": "42", "box": ""}', b"[" * 1024])
def test_a_file_that_says_nothing_names_no_building(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "replaces.json").write_bytes(content)
    assert expected.expected(Settings(data=tmp_path), tmp_path / "replaces.json").building == b""


async def test_a_box_at_which_the_phrase_was_typed_is_told_from_a_forger_who_has_the_public_half(
    dead: Path, tmp_path: Path
) -> None:
    (tmp_path / "blank").mkdir(mode=0o700)
    blank, vault = Settings(data=tmp_path / "blank"), Vault.open(dead / "keys", mends=False)
    done = lay(copy_of(dead, tmp_path / "unvouched"), key_of(), blank)
    assert isinstance(done, Restored) and not done.vouched and UNVOUCHED in told(done)
    own = vouching.statement(vault.building, vault.box, vault.device_public)
    for vouched, holds in (
        (vouching.vouch(key_of(), own), True),
        (vouching.vouch(key_of(new_phrase(b"another phrase 2")), own), False),
        (vouching.vouch(key_of(), vouching.statement(vault.building, b"F" * 16, vault.device_public)), False),
    ):
        copy = copy_of(dead, tmp_path / f"vouched-{vouched[-4:].hex()}")
        contents = contents_of(dead, vault, vault.reading_keys.fingerprints())
        files = (*contents.files, (vouching.NAME, vouched))
        write_bundle(copy, vault, msgspec.structs.replace(contents, files=files), 8, (1, b"x"))
        done = lay(copy, key_of(), blank)
        assert isinstance(done, Restored) and done.vouched is holds
        assert (UNVOUCHED in told(done)) is not holds
    new = Vault.open(blank.restored / "keys")
    kept = (blank.restored / "keys" / vouching.NAME).read_bytes()
    assert vouching.vouches(key_of(), kept, vouching.statement(new.building, new.box, new.device_public))
    assert not new.mended

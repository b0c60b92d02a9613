"""Tests what can be seen of a box's files: sockets, keys by number and by permissions, the certificate of a real district."""

import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance.doctor import files, units
from appliance.doctor.facts import DataFolder, Enrolment, Seed, Unit
from appliance.settings import Settings
from appliance.vault.credentials import Credentials
from appliance.vault.vault import Vault
from image_build.first_boot.news import tell_taken
from image_build.first_boot.outcome import Outcome, Place, Taken, What
from image_build.first_boot.places import Places
from sync.protocol import CertificateGiven
from sync.transport import identity
from sync.uplink.settings import DATA_DEFAULT
from tests.another_user import only_root, open_folder, with_the_eyes_of_nobody
from tests.sync.authority import Authority


def test_the_names_of_the_uplinks_files_are_those_the_uplink_writes() -> None:
    assert (files.UPLINK_DATA, files.DISTRICT, files.IDENTITY) == (DATA_DEFAULT, identity.DISTRICT, identity.IDENTITY)


def test_a_socket_is_seen_with_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "desk.sock"
    assert not files.socket_file(path).there
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        path.chmod(0o666)
        found = files.socket_file(path)
    assert (found.there, found.mode, found.may_use) == (True, 0o666, True)


def vault(tmp_path: Path) -> Settings:
    settings = Settings(data=tmp_path / "data", run=tmp_path / "run")
    settings.data.mkdir(mode=0o700)
    Vault.open(settings.keys).reading_keys.reading_key("2026-W48")
    Credentials(settings.keys / "credentials").put("B204-wall", bytes(32))  # type: ignore[arg-type]
    return settings


def test_keys_are_counted_and_none_is_opened(tmp_path: Path) -> None:
    settings = vault(tmp_path)
    before = {path: path.stat().st_atime_ns for path in settings.keys.rglob("*") if path.is_file()}
    found = files.data_folder(settings)
    assert (found.entered, found.wrong, found.reading_weeks, found.secrets) == (True, (), ("2026-W48",), 1)
    assert found.device_key_wall_ms is not None
    assert {path: path.stat().st_atime_ns for path in before} == before


def test_a_key_others_can_read_is_named_with_the_command_that_mends_it(tmp_path: Path) -> None:
    settings = vault(tmp_path)
    (settings.keys / "device.key").chmod(0o644)
    (settings.keys / "credentials").chmod(0o755)
    (settings.keys / "copies" / "credentials" / "B204-wall.secret").chmod(0o640)
    wrong = {each.path: each for each in files.data_folder(settings).wrong}
    beside = settings.keys / "copies" / "credentials" / "B204-wall.secret"
    assert set(wrong) == {str(settings.keys / "device.key"), str(settings.keys / "credentials"), str(beside)}
    assert wrong[str(settings.keys / "device.key")].do == (f"chmod 0600 {settings.keys}/device.key")


@only_root
@pytest.mark.parametrize(("closed", "wrong"), [("keys", []), ("logbook", ["keys"])])
def test_what_this_user_may_not_look_into_is_not_taken_for_empty(closed: str, wrong: list[str]) -> None:
    with open_folder() as folder:
        settings = vault(folder)
        settings.logbook.mkdir()
        for each in (settings.data, settings.keys, settings.logbook):
            each.chmod(0o700 if each.name == closed else 0o755)
        with with_the_eyes_of_nobody():
            found = files.data_folder(settings)
    assert (found.there, found.entered) == (True, False)
    assert [Path(each.path).name for each in found.wrong] == wrong


def test_a_box_without_a_folder_and_one_without_a_district_are_no_errors(tmp_path: Path) -> None:
    assert files.data_folder(Settings(data=tmp_path / "none")) == DataFolder(str(tmp_path / "none"))
    assert files.enrolment(tmp_path / "none") == Enrolment(seen=True)


def test_the_certificates_end_is_read_from_an_enrolment_and_a_damaged_one_is_said(tmp_path: Path) -> None:
    key, authority, until = identity.new_key(), Authority(), datetime(2027, 11, 25, tzinfo=UTC)
    pem = authority.signs(identity.request_for(key, bytes(16), bytes(16)), ends=until)
    (tmp_path / "authority").write_bytes(authority.pem)
    district = identity.District(server="https://district.example", building="00", box="11")
    given = CertificateGiven(certificate=pem, chain="", receipt_keys=())
    identity.enrolled(tmp_path / "uplink", district, tmp_path / "authority", key, given)
    found = files.enrolment(tmp_path / "uplink")
    assert (found.server, found.until_ms) == ("https://district.example", until.timestamp() * 1000)
    (tmp_path / "uplink" / files.IDENTITY).write_bytes(b"cut sh")
    assert files.enrolment(tmp_path / "uplink").wrong
    (tmp_path / "uplink" / files.DISTRICT).write_text("[" * 100_000)
    assert files.enrolment(tmp_path / "uplink").wrong


def test_what_became_of_the_seed_is_read_where_the_first_start_writes_it(tmp_path: Path) -> None:
    assert Places().taken == files.SEED_STATE
    places = Places(card=tmp_path / "card", box=tmp_path / "box", run=tmp_path)
    assert files.seed(places.taken, places.box) is None
    places.box.mkdir()
    assert files.seed(places.taken, places.box) == Seed("")  # the seed has not been looked at yet
    refused = Outcome(place=Place.CARD, what=What.REFUSED, lines=("plan.rooms, line 9: no such zone.",))
    tell_taken(places, Taken(outcomes=(refused,)))
    assert files.seed(places.taken) == Seed("", ("plan.rooms, line 9: no such zone.",))
    tell_taken(places, Taken(outcomes=(Outcome(place=Place.CARD, what=What.UNCHANGED),), name="fox-hollow-es"))
    assert files.seed(places.taken) == Seed("fox-hollow-es")
    places.taken.write_text("{")
    assert "cannot be read" in files.seed(places.taken).wrong[0]  # type: ignore[union-attr]
    places.taken.write_text("[" * 100_000)
    assert "cannot be read" in files.seed(places.taken).wrong[0]  # type: ignore[union-attr]


def test_what_systemd_says_is_read_block_by_block() -> None:
    text = "Id=handbell-alert.service\nActiveState=active\nNRestarts=2\n\nId=handbell-uplink.service\nActiveState=inactive\n"
    assert units.read(text) == {
        "handbell-alert.service": Unit("active", 2),
        "handbell-uplink.service": Unit("inactive", 0),
    }
    assert units.read("") == {}

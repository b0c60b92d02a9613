"""Tests how a seed becomes files: what is in them, who may read them, and that no secret is in a file that everybody may read."""

from pathlib import Path

import msgspec
import pytest

from appliance.envelope.phrase import private_of
from appliance.envelope.public_half import section_of
from appliance.page_authority.seeded import SeededPages
from appliance.plan.document import from_document
from image_build.first_boot.files import File, Link
from image_build.first_boot.given import Given
from image_build.first_boot.render import given_by, lacking, rendered, unprovisioned
from image_build.seed.model import Seed
from image_build.seed.read import read_seed
from sync.replica.where import kind_of, read_where
from sync.uplink.seeded import Seeded
from tests.image_build.copies import KEY, S3, SFTP
from tests.image_build.first_boot.written import NAME, written
from tests.image_build.seeds import PLAN, indented, secret, token


def seed(**changed: str) -> Seed:
    read = read_seed(written(**changed))
    assert isinstance(read, Seed), read
    return read


def test_every_part_of_a_seed_is_somewhere() -> None:
    files = rendered(seed())
    text = {name: each.data.decode() for name, each in files.items() if isinstance(each, File)}
    assert text["hostname"] == f"{seed().name}\n"
    assert files["localtime"] == Link("/usr/share/zoneinfo/America/Denver")
    assert text["etc/time-zone.env"] == "TZ=America/Denver\n"
    assert 'CONSOLE_OPTIONS="--desk front"' in text["etc/console-tty1.env"]
    assert text["etc/console-serial.env"] == 'CONSOLE_OPTIONS=""\n', (
        "a serial line only watches, unless it is said to be a desk"
    )
    given = msgspec.json.decode(text["given.json"], type=Given)
    assert from_document(given.plan).building == "Lincoln Middle School"
    assert given.digest == seed().digest


def test_no_secret_is_in_a_file_that_others_can_read() -> None:
    whole = seed()
    secrets = [each.secret for each in whole.buttons]
    assert secrets
    words = [secret("A101").encode(), *secrets]
    if whole.district is not None:
        words.append(whole.district.token.encode())
    for name, each in rendered(whole).items():
        if isinstance(each, File) and each.mode & 0o077:
            assert not [word for word in words if word and word in each.data], name


def test_what_the_uplink_is_handed_is_what_it_reads() -> None:
    whole = seed()
    assert whole.district is not None
    handed = rendered(whole)["district.json"]
    assert isinstance(handed, File)
    assert handed.mode == 0o600
    read = msgspec.json.decode(handed.data, type=Seeded)
    assert (read.server, read.token) == (whole.district.server, whole.district.token)
    assert "BEGIN CERTIFICATE" in read.ca


def test_who_cannot_see_the_screen_has_the_plain_console_and_what_speaks_it() -> None:
    files = rendered(seed(screen="screen: {accessible: speech, desk: front}"))
    env = files["etc/console-tty1.env"]
    assert isinstance(env, File)
    assert b'CONSOLE_OPTIONS="--plain --desk front"' in env.data
    assert "etc/accessible-speech" in files


def test_a_serial_line_is_the_desk_that_the_seed_says() -> None:
    files = rendered(seed(screen="screen: {desk: front, serial_desk: hall, accessible: braille}"))
    assert files["etc/console-serial.env"] == File(b'CONSOLE_OPTIONS="--desk hall"\n')
    env = files["etc/console-tty1.env"]
    assert isinstance(env, File)
    assert b"hall" not in env.data


def test_without_keys_nobody_logs_in_and_with_them_these() -> None:
    assert "ssh/authorized_keys" not in rendered(seed(ssh=""))
    key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJY7rGQ6Q1FqxeCxY2hZ1M1yqvIxkS4Zb0o5uH0nq3xk it@district"
    handed = rendered(seed(ssh=f"ssh: {{keys: [{key}]}}"))["ssh/authorized_keys"]
    assert isinstance(handed, File)
    assert handed.data.decode() == f"{key}\n"


def test_a_seed_whose_secrets_are_kept_is_still_of_the_same_hand() -> None:
    first = msgspec.json.decode(_data(rendered(seed())["given.json"]), type=Given)
    kept = seed(buttons="buttons: {A101-desk: kept, B204-wall: kept}", district="")
    later = msgspec.json.decode(_data(rendered(kept, first)["given.json"]), type=Given)
    assert not later.keys
    assert later.is_of_the_same_hand(first)
    assert not msgspec.json.decode(_data(rendered(kept)["given.json"]), type=Given).is_of_the_same_hand(first)


def test_a_box_without_a_seed_has_a_name_that_says_so() -> None:
    files = unprovisioned()
    assert files["hostname"] == File(b"handbell-unprovisioned\n")
    assert "given.json" not in files


@pytest.mark.parametrize(("family", "opens"), [("webhook", True), ("esphome", False)])
def test_the_webhook_door_is_open_where_a_device_of_the_plan_calls_there(family: str, opens: bool) -> None:
    pendant = f"  - {{id: P1, room: B204, family: {family}, key: P1, contacts: {{help: assist, hold: emergency}}}}\n"
    plan = PLAN.replace("desks:\n", f"{pendant}desks:\n")
    assert ("webhook-open" in rendered(seed(plan=f"plan:\n{indented(plan, 2)}"))) is opens
    assert "webhook-open" not in rendered(seed(plan="", buttons="", screen=""))


@pytest.mark.parametrize(("ups", "begins"), [("usb", True), ("nut://192.168.10.9/rack", False)])
def test_what_asks_a_ups_on_usb_begins_where_the_plan_has_one_there(ups: str, begins: bool) -> None:
    hangs = "hangs_on:\n  - {id: office-ups, name: UPS in the office, what: supply}\n"
    power = f"power:\n  - {{id: office-ups, name: UPS in the office, ups: {ups}}}\n"
    plan = f"{PLAN.rstrip()}\n{hangs}{power}"
    assert ("ups-usb" in rendered(seed(plan=f"plan:\n{indented(plan, 2)}"))) is begins
    assert "ups-usb" not in rendered(seed(plan="", buttons="", screen=""))


def test_the_door_of_the_pages_is_open_where_the_seed_has_pages() -> None:
    assert not {"pages-open", "pages.json", "pages-plain-open"} & rendered(seed()).keys()
    files = rendered(seed(pages="pages: {names: [handbell.lincoln.example]}"))
    assert files["pages-open"] == File(b"")
    handed = files["pages.json"]
    assert isinstance(handed, File)
    assert handed.mode == 0o644, "another user reads it"
    assert msgspec.json.decode(handed.data, type=SeededPages) == SeededPages((), ("handbell.lincoln.example",))
    assert "pages-plain-open" not in files
    assert "pages-plain-open" in rendered(seed(pages="pages: {addresses: 10.4.7.20, plain_http: yes}"))


def test_a_token_is_not_kept_beside_the_plan() -> None:
    assert token(NAME).encode() not in _data(rendered(seed())["given.json"])


def _data(each: File | Link) -> bytes:
    assert isinstance(each, File)
    return each.data


@pytest.mark.parametrize("copy", ["copy: {to: stick}\n", "copy: {to: folder, path: /mnt/second}\n", SFTP, S3])
def test_what_the_replica_is_handed_is_what_it_reads(copy: str, tmp_path: Path) -> None:
    whole = seed(copy=copy)
    assert whole.copy is not None
    files = rendered(whole)
    handed = files["copy.json"]
    assert isinstance(handed, File)
    assert handed.mode == 0o600
    file = tmp_path / "copy"
    file.write_bytes(handed.data)
    where = read_where(file)
    assert where is not None
    assert kind_of(where) == whole.copy.to
    assert ("copy-far" in files) == whole.copy.far
    for name, value in whole.copy.told.items():
        assert getattr(where, name) == value


def test_a_box_without_a_copy_has_no_file_of_one() -> None:
    assert not {"copy.json", "copy-far", "replaces.json"} & rendered(seed()).keys()


def test_a_key_that_is_kept_comes_from_the_seed_before() -> None:
    first = seed(copy=SFTP)
    before = given_by(first)
    kept = seed(copy=SFTP.replace(f"key: |\n{indented(KEY, 4)}", "key: kept\n"))
    assert lacking(kept, before) == ""
    assert rendered(kept, before)["copy.json"] == rendered(first)["copy.json"]
    after = given_by(kept, before)
    assert rendered(kept, after)["copy.json"] == rendered(first)["copy.json"], "and from seed to seed"
    says = "The key of the copy is said to be kept, and this box has none for that place."
    assert lacking(kept, None).startswith(says)
    assert lacking(kept, given_by(seed(copy="copy: {to: stick}"))).startswith(says)
    other = seed(copy=S3.replace("wJalrXUtnFEMIK7MDENG", "kept"))
    assert lacking(other, before).startswith("The secret of the copy is said to be kept")


def test_the_public_half_of_the_phrase_is_handed_on_and_a_dead_box_named() -> None:
    public = private_of(bytes(16)).public.raw
    boxes = f"replaces: {{building: {'0a' * 16}, box: {'0b' * 16}}}\n"
    whole = seed(recovery=section_of(public) + boxes)
    assert given_by(whole).recovery == public
    handed = rendered(whole)["replaces.json"]
    assert isinstance(handed, File)
    assert msgspec.json.decode(handed.data) == {"building": "0a" * 16, "box": "0b" * 16}

"""Tests forty buildings from one list, each checked by itself. Every mistake of a list is named with its row and column, all at once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from image_build.seed.model import Pages, Purpose, Seed
from image_build.seed.read import read_seed_bytes
from tests.image_build.cards import SEED, checked, file_on
from tests.image_build.copies import HOST_KEY, KEY, SFTP
from tests.image_build.pages import answered
from tests.image_build.provision.conftest import Said, digest
from tests.image_build.provision.district import District
from tests.image_build.seeds import OFFICE, PLAN, authority, indented, secret, seed_text, token

pytestmark = pytest.mark.slow  # these tests use real file systems

Provision = Callable[..., Said]
FORTY = 40


@pytest.fixture
def district(tmp_path: Path) -> District:
    folder = tmp_path / "district"
    folder.mkdir()
    return District(folder, 3)


def _is_school(raw: bytes, number: int) -> None:
    """Check that the seed says all that the list says of this school, and nothing of another."""
    seed = read_seed_bytes(raw)
    assert isinstance(seed, Seed), seed
    name = f"school-{number:02}"
    assert (seed.name, seed.time_zone, seed.screen.desk, seed.office) == (name, "America/Denver", "front", OFFICE)
    assert seed.network.address is not None
    assert (str(seed.network.address.ip), str(seed.network.address.gateway)) == (
        f"10.4.{number}.20/24",
        f"10.4.{number}.1",
    )
    assert [(each.vlan, each.purpose) for each in seed.network.more] == [(60, Purpose.BUTTONS)]
    assert seed.network.also == (Purpose.BUTTONS,)
    assert seed.network.dns == ("10.4.0.53", "10.4.0.54")
    assert seed.district is not None
    assert (seed.district.token, seed.district.ca) == (token(name), authority())
    assert {each.key: each.secret for each in seed.buttons} == {
        key: secret(f"{name} {key}")[:32].encode() for key in ("A101-desk", "B204-wall")
    }
    assert seed.plan is not None
    assert seed.plan.building == f"School {number:02}"


def test_forty_buildings_each_on_its_own_copy(provision: Provision, card: Path, tmp_path: Path) -> None:
    folder = tmp_path / "district"
    folder.mkdir()
    forty = District(folder, FORTY)
    before, out, labels = digest(card), tmp_path / "cards", tmp_path / "labels.pdf"
    told = provision(card, "--buildings", forty.list, "--tokens", forty.tokens, "--out", out, "--labels", labels)
    assert (told.code, told.err) == (0, "")
    assert sorted(each.name for each in out.iterdir()) == [f"school-{number:02}.img" for number in range(1, FORTY + 1)]
    for number in range(1, FORTY + 1):
        image = out / f"school-{number:02}.img"
        _is_school(file_on(image, SEED), number)
    assert checked(out / "school-40.img") == ""
    assert digest(card) == before
    assert labels.read_bytes().startswith(b"%PDF")
    assert token("school-01") not in told.out


def test_a_card_after_the_other(provision: Provision, card: Path, district: District) -> None:
    for number in (1, 2, 3):
        told = provision(
            card, "--buildings", district.list, "--tokens", district.tokens, "--only", f"School-{number:02}"
        )
        assert (told.code, told.err) == (0, "")
        _is_school(file_on(card, SEED), number)


def test_seeds_alone(provision: Provision, district: District, tmp_path: Path) -> None:
    out = tmp_path / "seeds"
    told = provision("--buildings", district.list, "--tokens", district.tokens, "--seeds-only", out)
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith(f"3 seeds in {out}, each in the folder of its box.")
    for number in (1, 2, 3):
        file = out / f"school-{number:02}" / SEED
        _is_school(file.read_bytes(), number)
        assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    again = provision("--buildings", district.list, "--tokens", district.tokens, "--seeds-only", out)
    assert (again.code, "There already:" in again.err) == (1, True)


def test_the_folder_of_seeds_is_a_list_as_well(
    provision: Provision, card: Path, district: District, tmp_path: Path
) -> None:
    out, folder = tmp_path / "seeds", tmp_path / "folder"
    assert provision("--buildings", district.list, "--tokens", district.tokens, "--seeds-only", out).code == 0
    folder.mkdir()
    for each in out.iterdir():
        (each / SEED).rename(folder / f"{each.name}.yaml")
    assert provision(card, "--buildings", folder, "--only", "school-02").code == 0
    _is_school(file_on(card, SEED), 2)
    (folder / "school-03.yaml").write_text((folder / "school-01.yaml").read_text())
    told = provision(card, "--buildings", folder, "--only", "school-02")
    assert (
        f'{folder}/school-03.yaml:2: name: The name "school-01" is also that of school-01 ({folder}/school-01.yaml:2).'
        in told.err
    )


def test_which_of_many_has_to_be_said(provision: Provision, card: Path, district: District) -> None:
    before = digest(card)
    told = provision(card, "--buildings", district.list, "--tokens", district.tokens)
    assert told.err.startswith("There are 3 buildings and one image. Choose one:\n  --only NAME")
    told = provision(card, "--buildings", district.list, "--tokens", district.tokens, "--only", "scool-01")
    assert told.err.startswith(f'{district.list} has no building "scool-01". Did you mean "school-01"?')
    assert digest(card) == before


def test_a_school_with_pages_has_its_addresses_and_the_answer_to_its_request(
    provision: Provision, district: District
) -> None:
    (district.folder / "school-02.crt").write_text(answered("10.4.2.20", "handbell.school-02.example"))
    district.rows[1] |= {"pages": "10.4.2.20; handbell.school-02.example", "pages_certificate": "school-02.crt"}
    district.rows[2] |= {"pages": "10.62.0.1", "pages_vlan": "62", "pages_address": "10.62.0.1/22"}
    district.write()
    out = district.folder / "seeds"
    told = provision("--buildings", district.list, "--tokens", district.tokens, "--seeds-only", out)
    assert (told.code, told.err) == (0, "")
    seeds = [read_seed_bytes((out / f"school-0{number}" / SEED).read_bytes()) for number in (1, 2, 3)]
    pages = [each.pages for each in seeds if isinstance(each, Seed)]
    assert pages[0] is None and pages[1] is not None
    assert (pages[1].addresses, pages[1].names) == (("10.4.2.20",), ("handbell.school-02.example",))
    assert "BEGIN CERTIFICATE" in pages[1].certificate
    assert pages[2] == Pages(("10.62.0.1",), ())


@pytest.mark.parametrize(
    ("row", "column", "value", "sentence"),
    [
        (1, "name", "school 02", 'name: "school 02" cannot be the name of a box on a network.'),
        (1, "name", "SCHOOL-01", 'name: The name "SCHOOL-01" is also that of school-01 ({list}:2).'),
        (1, "name", "", 'name: This is empty. Write its value, or take the line out.'),
        (1, "address", "10.4.2.0/24", "address: 10.4.2.0/24 is the address of the network itself."),
        (1, "address", "10.4.2.20", 'address: "10.4.2.20" does not say how large its network is. Write it like 10.4.7.20/24.'),
        (1, "gateway", "10.4.3.1", "gateway: 10.4.3.1 is not in the network 10.4.2.0/24 of this address. Correct one of the two."),
        (1, "address", "", "gateway: There is a gateway here and no address. Write both, or neither."),
        (1, "vlan", "60", "buttons_vlan: The tag 60 is used already. Each network has its own."),
        (1, "buttons_vlan", "", "buttons_vlan: There is an address here and no tag. Write both, or neither."),
        (1, "buttons_address", "10.4.2.1/25", "buttons_address: The networks 10.4.2.0/25 and 10.4.2.0/24 overlap."),
        (1, "main_for", "nurses", 'main_for: "nurses" is not known here. Choose one of buttons, phones, pages and pages-plain.'),
        (1, "phones_vlan", "9999", "phones_vlan: 9999 cannot be the tag of a network. Write a number from 1 to 4094."),
        (1, "pages", "10.4.2.0/24", "pages: '10.4.2.0/24' is no name of a computer."),
        (1, "pages_certificate", "authority.pem", "pages: There is a certificate of pages here and no address."),
        (1, "dns", "", 'server: "handbell.district.example" is a name, and with a fixed address and no `dns`'),
        (1, "time_zone", "Denver", 'time_zone: There is no time zone "Denver". Did you mean'),
        (1, "desk", "back", 'desk: The plan has no desk "back". It has: front and hall.'),
        (1, "font", "Big", 'font: There is no font "Big" in the image.'),
        (1, "office", "1234", "office: This is not the fingerprint of a safety office: it has 64 digits (0-9, a-f), and here are 4."),
        (1, "ca", "nowhere.pem", "ca: nowhere.pem: There is no such file. Check the name and the folder you are in."),
        (1, "buttons", "nowhere", "buttons: There are no secrets of devices in {folder}/nowhere."),
        (1, "buttons", "school-01", 'buttons: The secret of "A101-desk" is also that of school-01 ({list}:2).'),
        (1, "proxy", "ftp://x", "proxy: This is not a proxy's address: it is"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_row_and_column(
    provision: Provision, district: District, row: int, column: str, value: str, sentence: str
) -> None:
    district.rows[row][column] = value
    district.write()
    out = district.folder / "seeds"
    told = provision("--buildings", district.list, "--tokens", district.tokens, "--seeds-only", out)
    assert (told.code, told.out) == (1, "")
    expected = sentence.replace("{list}", str(district.list)).replace("{folder}", str(district.folder))
    assert f"{district.list}:{row + 2}: {expected}" in told.err
    assert told.err.endswith("Nothing was changed.\n")
    assert not out.exists()


def test_all_rows_are_told_at_once(provision: Provision, card: Path, district: District, tmp_path: Path) -> None:
    district.rows[0]["address"] = "here"
    district.rows[1]["desk"] = "back"
    (district.folder / "school-03" / "plan.yaml").write_text(PLAN.replace("room: B204,", "room: B205,"))
    district.write()
    out = tmp_path / "cards"
    told = provision(card, "--buildings", district.list, "--tokens", district.tokens, "--out", out)
    lines = told.err.splitlines()
    assert [each.removeprefix(f"{district.folder}/").partition(": ")[0] for each in lines[:3]] == [
        "district.csv:2", "district.csv:3", "school-03/plan.yaml:12",
    ]  # fmt: skip
    assert lines[4] == "3 mistakes. Correct them and run this again."
    assert not out.exists()


def test_what_one_cell_lacks_hides_nothing_of_its_row_and_no_name_given_twice(
    provision: Provision, card: Path, district: District, tmp_path: Path
) -> None:
    district.rows[0] |= {"plan": "nowhere.yaml", "address": "10.4.1.0/24", "gateway": "", "font": "Big"}
    district.rows[1] |= {"ca": "nowhere.pem", "main_for": "nurses", "name": "school-03"}
    district.rows[2]["address"] = "10.4.3.20\u202e/24"
    district.write()
    told = provision(card, "--buildings", district.list, "--tokens", district.tokens, "--out", tmp_path / "cards")
    said = [each.removeprefix(f"{district.folder}/") for each in told.err.splitlines()]
    for line in (
        "nowhere.yaml:1: There is no such file.",
        "district.csv:2: address: 10.4.1.0/24 is the address of the network itself",
        'district.csv:2: font: There is no font "Big" in the image.',
        "district.csv:3: ca: nowhere.pem: There is no such file.",
        "district.csv:4: address: There is a character here that cannot be shown.",
        'tokens.txt:3: "school-03" has a token already, on line 2.',
        'district.csv:3: main_for: "nurses" is not known here.',
        f'district.csv:4: name: The name "school-03" is also that of school-03 ({district.list}:3).',
    ):
        assert any(each.startswith(line) for each in said), (line, told.err)
    assert not any(each.startswith("district.csv:4: gateway") for each in said), "only the address is wrong"
    assert "8 mistakes. Correct them and run this again." in said, told.err


def test_for_one_card_the_others_are_looked_at_but_for_their_plans(
    provision: Provision, card: Path, district: District
) -> None:
    (district.folder / "school-03" / "plan.yaml").write_text("nothing of a plan")
    only = ("--buildings", district.list, "--tokens", district.tokens, "--only", "school-01")
    assert provision(card, *only).code == 0
    district.rows[2]["address"] = "10.4.1.20/24"
    district.rows[2]["gateway"] = ""
    district.write()
    before = digest(card)
    told = provision(card, *only)
    assert (
        f"{district.list}:4: address: The address 10.4.1.20 is also that of school-01 ({district.list}:2)." in told.err
    )
    assert digest(card) == before


def test_one_token_for_two_boxes(provision: Provision, card: Path, district: District) -> None:
    district.tokens.write_text(
        f"school-01 {token('x')}\nschool-02 {token('x')}\nschool-03 {token('y')}\nschool-04 {token('z')}\nschool-03\n"
    )
    told = provision(card, "--buildings", district.list, "--tokens", district.tokens, "--only", "school-01")
    assert told.err.splitlines()[:3] == [
        f"{district.list}:3: token: This token is also that of school-01 ({district.list}:2). "
        "Each box has its own: correct one of the two.",
        f'{district.tokens}:4: The list district.csv has no building "school-04". Correct the name, or take the line out.',
        f"{district.tokens}:5: This is not the name of a box and its token. Write both on one line, with a blank between them.",
    ]
    assert token("x") not in told.err


def test_tokens_that_others_can_read_and_tokens_in_the_list(
    provision: Provision, card: Path, district: District
) -> None:
    district.tokens.chmod(0o644)
    told = provision(card, "--buildings", district.list, "--tokens", district.tokens, "--only", "school-01")
    assert (
        f"{district.tokens}:1: There are secrets in this file, and others can read it. Make it yours alone: chmod 600"
        in told.err
    )
    assert token("school-01") not in told.err
    district.list.write_text(f"name,time_zone,token\nschool-01,UTC,{token('school-01')}\n")
    told = provision(card, "--buildings", district.list, "--only", "school-01")
    assert 'There is no column "token". Tokens never stand in a list: write them into a file of their own' in told.err
    assert token("school-01") not in told.err


def test_a_box_without_a_token_is_told(provision: Provision, card: Path, district: District) -> None:
    told = provision(card, "--buildings", district.list, "--only", "school-01")
    assert (
        f"{district.list}:2: server: school-01 has no token, or one that is none. "
        "Give the file of tokens with --tokens, and in it a line for this box."
    ) in told.err


def test_boxes_that_are_enrolled_get_the_server_s_new_name_without_a_token(
    provision: Provision, district: District, tmp_path: Path
) -> None:
    for row in district.rows:
        row["server"] = "https://records2.example.org:8460"
    district.write()
    out = tmp_path / "seeds"
    told = provision("--buildings", district.list, "--seeds-only", out)
    assert (told.code, told.err) == (0, "")
    assert "Without a token, so for boxes alone that are enrolled: school-01, school-02, school-03." in told.out
    seed = read_seed_bytes((out / "school-02" / SEED).read_bytes())
    assert isinstance(seed, Seed) and seed.district is not None
    assert (seed.district.server, seed.district.token) == ("https://records2.example.org:8460", "")
    district.tokens.write_text(f"school-01 {token('school-01')}\nschool-03 {token('school-03')}\n")
    told = provision("--buildings", district.list, "--tokens", district.tokens, "--seeds-only", tmp_path / "more")
    assert f"{district.list}:3: server: school-02 has no token, or one that is none." in told.err, "a slip"


def test_another_safety_office_is_asked_about(provision: Provision, district: District, tmp_path: Path) -> None:
    district.rows[2]["office"] = "ab" * 32
    district.write()
    out = tmp_path / "seeds"
    told = provision("--buildings", district.list, "--tokens", district.tokens, "--seeds-only", out)
    assert told.code == 0
    assert told.out.startswith(
        f"warning: {district.list}:4: office: The safety office is another than that of school-01. "
        "Compare both fingerprints with the office's own paper.\n"
    )


def test_an_empty_list_and_one_that_is_none(provision: Provision, card: Path, tmp_path: Path) -> None:
    for text, says in (
        ("", 'The first line does not name a column "name".'),
        ("name\n", "There are 0 buildings in this list. Write one row for each."),
        ("\0\0\0", 'The first line does not name a column "name".'),
        ('name,plan\n"a', "Look for a quotation mark that is not closed."),
    ):
        file = tmp_path / "list.csv"
        file.write_text(text)
        told = provision(card, "--buildings", file)
        assert (told.code, says in told.err) == (1, True), told.err
    assert "There is no seed in this folder." in provision(card, "--buildings", tmp_path).err
    assert "There is no such file." in provision(card, "--buildings", tmp_path / "nowhere.csv").err
    seed = tmp_path / "one.yaml"
    seed.write_text("seed: 1\n")
    assert "is one seed: give it with --building." in provision(card, "--buildings", seed).err


def test_where_the_copy_lies_stands_in_the_list_and_its_key_in_a_file(
    provision: Provision, district: District, tmp_path: Path
) -> None:
    for name, text in (("copy.key", KEY), ("copy.secret", "wJalrXUtnFEMIK7MDENG\n"), ("copy.pem", authority())):
        (district.folder / name).write_text(text)
        (district.folder / name).chmod(0o600)
    sftp = {"copy": "sftp", "copy_host": "10.1.0.7:2222", "copy_user": "handbell", "copy_path": "/srv/copies"}
    district.rows[0] |= sftp | {"copy_host_key": HOST_KEY, "copy_key": "copy.key"}
    s3 = {
        "copy": "s3",
        "copy_host": "https://s3.example",
        "copy_user": "AKIDAKIDAKID",
        "copy_bucket": "handbell-copies",
    }
    district.rows[1] |= s3 | {"copy_key": "copy.secret", "copy_ca": "copy.pem"}
    district.rows[2] |= {"copy": "stick"}
    district.write()
    words, out = ("--buildings", district.list, "--tokens", district.tokens, "--seeds-only"), tmp_path / "seeds"
    told = provision(*words, out)
    assert (told.code, told.err) == (0, "")
    copies = [read_seed_bytes((out / f"school-0{number}" / SEED).read_bytes()) for number in (1, 2, 3)]
    read = [each.copy for each in copies if isinstance(each, Seed) and each.copy is not None]
    assert [str(each.to) for each in read] == ["sftp", "s3", "stick"]
    assert (read[0].told["key"], read[0].told["host"]) == (KEY, "10.1.0.7:2222")
    assert (read[1].told["secret"], read[1].told["key_id"]) == ("wJalrXUtnFEMIK7MDENG", "AKIDAKIDAKID")
    (district.folder / "copy.key").chmod(0o644)
    district.rows[1] |= {"copy_bucket": "Copies"}
    district.rows[2] |= {"copy": "moon"}
    district.write()
    told = provision(*words, tmp_path / "other")
    assert f"{district.folder}/copy.key:1: There are secrets in this file, and others can read it." in told.err
    assert f'{district.list}:3: copy_bucket: "Copies" cannot be the name of a bucket.' in told.err
    assert f'{district.list}:4: copy: "moon" is not known here. Choose one of stick, folder, sftp and s3.' in told.err
    assert "3 mistakes" in told.err
    assert KEY.splitlines()[1] not in told.err


def test_secrets_of_the_phone_system_and_the_modem_stand_in_files_beside_the_list(
    provision: Provision, district: District, tmp_path: Path
) -> None:
    lines = (
        'telephone: {pbx: 10.20.0.5, extension: "4357"}\ntexts: {port: /dev/serial/by-id/modem, number: +17205550199}\n'
    )
    plan = district.folder / "school-01/plan.yaml"
    plan.write_text(plan.read_text() + lines)
    for name, text in (("pbx.secret", "correct.horse-battery\n"), ("pbx.pem", authority()), ("sim.pin", "4711\n")):
        (district.folder / name).write_text(text)
        (district.folder / name).chmod(0o600)
    district.rows[0] |= {"telephone_secret": "pbx.secret", "telephone_ca": "pbx.pem", "sim_pin": "sim.pin"}
    district.write()
    words, out = ("--buildings", district.list, "--tokens", district.tokens, "--seeds-only"), tmp_path / "seeds"
    told = provision(*words, out)
    assert (told.code, told.err) == (0, "")
    seed = read_seed_bytes((out / "school-01" / SEED).read_bytes())
    assert isinstance(seed, Seed) and seed.phones is not None
    assert (seed.phones.secret, seed.phones.ca, seed.pin) == ("correct.horse-battery", authority(), "4711")
    for name in ("pbx.secret", "sim.pin"):
        (district.folder / name).chmod(0o644)
    told = provision(*words, tmp_path / "other")
    for name in ("pbx.secret", "sim.pin"):
        assert f"{district.folder}/{name}:1: There are secrets in this file, and others can read it." in told.err
    assert "horse" not in told.err and "4711" not in told.err


def test_a_new_card_cannot_keep_what_another_has(provision: Provision, card: Path, tmp_path: Path) -> None:
    seed = tmp_path / "seed.yaml"
    seed.write_text(
        seed_text().replace("ssh:\n", SFTP.replace(f"key: |\n{indented(KEY, 4)}", "key: kept\n") + "ssh:\n")
    )
    told = provision(card, "--building", seed)
    assert "copy.key: The key of the copy is only kept on the box this seed came from." in told.err

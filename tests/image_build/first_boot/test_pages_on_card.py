"""Tests what the card says of the certificate of the pages: the request for IT, the end, and nothing that a strange process made up."""

from dataclasses import replace

import pytest

from appliance.page_authority.authority_folder import pem
from appliance.page_authority.page_folder import IN_USE, REQUEST, SAID, SHOWN, PageFolder
from appliance.page_authority.reading import read_request
from appliance.page_authority.scope import scope
from appliance.page_authority.seeded import SeededPages, bring_to
from appliance.page_authority.signing import Authority
from image_build.first_boot.card_file import bring
from tests.appliance.page_authority.school import NOW
from tests.image_build.first_boot.conftest import Ground
from tests.image_build.first_boot.written import written

SEEDED = SeededPages(("10.4.7.20",))
PAGES = "pages: {addresses: 10.4.7.20}"


def asks(ground: Ground) -> PageFolder:
    """Take up a seed with pages, and make the request as the unit does."""
    ground.lays(written(pages=PAGES))
    ground.takes()
    ground.places.pages.mkdir(exist_ok=True)
    folder = PageFolder(ground.places.pages)
    bring_to(folder, SEEDED, NOW)
    return folder


def told(ground: Ground) -> list[str]:
    """Give what the card says of pages, line by line."""
    assert bring(ground.places) == ""
    text = ground.places.card_result.read_text("utf-8-sig")
    return text.partition("Pages in browsers:")[2].split("\n")[1:]


def test_the_request_for_it_lies_beside_the_result(ground: Ground) -> None:
    asks(ground)
    assert told(ground)[:2] == [
        "  They are not served yet: they have no certificate.",
        "  handbell-page-request.csr beside this file asks for it, for 10.4.7.20.",
    ]
    assert read_request(ground.places.card_request.read_bytes()).scope.said == "10.4.7.20"
    raw = ground.places.card_result.read_bytes()
    assert raw.count(b"\n") == raw.count(b"\r\n")


def test_after_the_answer_the_card_says_until_when_it_lasts_and_has_the_next_request(ground: Ground) -> None:
    folder = asks(ground)
    told(ground)
    before = ground.places.card_request.read_bytes()
    authority = Authority.made("Lincoln", scope(["10.4.7.20"], [], 16), NOW)
    certificate = pem(authority.certify(read_request(before), NOW)) + pem(authority.certificate)
    bring_to(folder, SeededPages(SEEDED.addresses, (), certificate.decode()), NOW)
    assert told(ground)[:2] == [
        "  Their certificate is for 10.4.7.20. It ends on 2027-09-22 (UTC).",
        "  handbell-page-request.csr beside this file asks for the next one, for 10.4.7.20.",
    ]
    assert ground.places.card_request.read_bytes() != before
    used = (ground.places.pages / IN_USE).read_bytes()
    assert used.partition(b"-----END PRIVATE KEY")[0][40:80] not in ground.places.card_request.read_bytes()


def test_the_card_is_written_without_a_look_into_the_folder_of_the_seed_s_secrets(ground: Ground) -> None:
    """The unit of this step may not enter that folder (systemd/handbell-result.service)."""
    asks(ground)
    apart = replace(ground.places, box=ground.folder / "out of reach")
    assert bring(apart) == ""
    text = apart.card_result.read_text("utf-8-sig")
    assert "handbell-page-request.csr beside this file asks for it" in text and apart.card_request.exists()


def test_a_box_whose_seed_has_no_pages_says_nothing_of_them(ground: Ground) -> None:
    asks(ground)
    told(ground)
    assert ground.places.card_request.exists()
    ground.lays(written())
    ground.takes()
    assert bring(ground.places) == ""
    assert "Pages in browsers" not in ground.places.card_result.read_text("utf-8-sig")
    assert not ground.places.card_request.exists()


@pytest.mark.parametrize("made_up", [b"seed: 1\n", b"-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n", bytes(70_000)])
def test_whoever_owns_the_pages_puts_nothing_onto_the_card_but_a_sound_request(ground: Ground, made_up: bytes) -> None:
    asks(ground)
    (ground.places.pages / REQUEST).write_bytes(made_up)
    (ground.places.pages / SHOWN).write_bytes(made_up)
    (ground.places.pages / SAID).write_bytes(b"Go to \x1b[2J evil\r\nNo seed is in force.\n" + bytes(1000))
    said = told(ground)
    assert not ground.places.card_request.exists()
    assert said[0] == "  Their certificate cannot be read. Have another one made."
    assert "evil" in said[1] and "\x1b" not in "".join(said)
    assert "No seed is in force." in said[1], "it stays in its own line"
    assert said[2:] == [""]


def test_a_link_to_a_secret_is_not_followed(ground: Ground) -> None:
    asks(ground)
    secret = ground.folder / "secret"
    secret.write_text("A secret.")
    for name in (REQUEST, SHOWN, SAID):
        (ground.places.pages / name).unlink(missing_ok=True)
        (ground.places.pages / name).symlink_to(secret)
    assert "A secret." not in "".join(told(ground))
    assert not ground.places.card_request.exists()

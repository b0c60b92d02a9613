"""Tests how a box comes to the certificate that its seed brings: with real keys and files, at a time that the test gives."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from appliance.page_authority.authority_folder import pem
from appliance.page_authority.command import parser, run
from appliance.page_authority.errors import PageError
from appliance.page_authority.page_folder import IN_USE, REQUEST, REQUEST_KEY, SAID, SHOWN, PageFolder, shown
from appliance.page_authority.reading import read_request
from appliance.page_authority.seeded import ANOTHER_AUTHORITY, SeededPages, bring_to, read_seeded
from appliance.page_authority.signing import Authority
from tests.appliance.page_authority.school import BOX, NOW

ASKS = SeededPages(BOX.addresses, BOX.names)
AUTHORITY = Authority.made("Fox Hollow", BOX, NOW)


@pytest.fixture
def box(tmp_path: Path) -> Path:
    folder = tmp_path / "handbell-page"
    folder.mkdir()
    return folder


def answered(box: Path, authority: Authority = AUTHORITY) -> SeededPages:
    """Let IT sign the request that lies in the box's folder, and write the answer into the seed."""
    certificate = authority.certify(read_request((box / REQUEST).read_bytes()), NOW)
    return msgspec.structs.replace(ASKS, certificate=(pem(certificate) + pem(authority.certificate)).decode())


def test_a_box_asks_takes_the_answer_and_has_the_next_request_ready(box: Path) -> None:
    assert bring_to(PageFolder(box), ASKS, NOW) == ""
    asked = (box / REQUEST).read_bytes()
    assert read_request(asked).scope == BOX
    assert shown(box) is None
    assert bring_to(PageFolder(box), ASKS, NOW) == ""
    assert (box / REQUEST).read_bytes() == asked, "the same one waits, at every start"

    answer = answered(box)
    assert bring_to(PageFolder(box), answer, NOW) == ""
    used = shown(box)
    assert used is not None
    assert used.said == BOX.said
    assert (box / REQUEST).read_bytes() != asked, "the next one has a key of its own"
    in_use = (box / IN_USE).read_bytes()
    assert bring_to(PageFolder(box), answer, NOW + timedelta(days=200)) == ""
    assert (box / IN_USE).read_bytes() == in_use, "the same seed is taken up at every start"

    later = answered(box)
    assert bring_to(PageFolder(box), later, NOW + timedelta(days=370)) == ""
    assert (box / IN_USE).read_bytes() != in_use


@pytest.mark.parametrize("asks_still", [True, False])
def test_a_power_cut_after_the_key_was_written_is_put_right_at_the_next_start(box: Path, asks_still: bool) -> None:
    """The certificate with its key is there, and the one that is shown is not; the request that was answered may still wait."""
    bring_to(PageFolder(box), ASKS, NOW)
    asked = {name: (box / name).read_bytes() for name in (REQUEST, REQUEST_KEY)}
    answer = answered(box)
    bring_to(PageFolder(box), answer, NOW)
    in_use = (box / IN_USE).read_bytes()
    (box / SHOWN).unlink()
    if asks_still:
        for name, content in asked.items():
            (box / name).write_bytes(content)
    assert bring_to(PageFolder(box), answer, NOW) == ""
    used = shown(box)
    assert used is not None and used.said == BOX.said
    assert (box / IN_USE).read_bytes() == in_use
    assert (box / REQUEST).read_bytes() != asked[REQUEST], "the next one has a key of its own"


def test_an_answer_that_cannot_be_used_changes_nothing_and_is_said(box: Path) -> None:
    bring_to(PageFolder(box), ASKS, NOW)
    first = answered(box)
    bring_to(PageFolder(box), first, NOW)
    waiting, used = (box / REQUEST).read_bytes(), (box / IN_USE).read_bytes()
    second = answered(box)
    bring_to(PageFolder(box), second, NOW)
    says = bring_to(PageFolder(box), first, NOW)
    assert says.startswith(
        "The certificate of the pages in the seed was not taken. This certificate is for another key"
    )
    assert (box / SAID).read_text() == f"{says}\n"
    assert (box / SAID).stat().st_mode & 0o777 == 0o644
    assert (box / IN_USE).read_bytes() not in (used, waiting)
    assert bring_to(PageFolder(box), second, NOW) == ""
    assert not (box / SAID).exists()


def test_another_authority_is_said_since_every_computer_must_get_to_know_it(box: Path) -> None:
    bring_to(PageFolder(box), ASKS, NOW)
    bring_to(PageFolder(box), answered(box), NOW)
    says = bring_to(PageFolder(box), answered(box, Authority.made("Fox Hollow", BOX, NOW)), NOW)
    assert says == f"The certificate of the pages was taken. {ANOTHER_AUTHORITY}"


def test_other_addresses_are_asked_for_anew(box: Path) -> None:
    bring_to(PageFolder(box), ASKS, NOW)
    key = (box / REQUEST_KEY).read_bytes()
    bring_to(PageFolder(box), SeededPages(("10.4.7.21",)), NOW)
    assert read_request((box / REQUEST).read_bytes()).scope.said == "10.4.7.21"
    assert (box / REQUEST_KEY).read_bytes() != key


def test_the_step_of_the_box_reads_what_the_seed_wrote(box: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = box.parent / "pages.json"
    file.write_bytes(msgspec.json.encode(ASKS))
    assert read_seeded(file) == ASKS
    assert run(parser().parse_args(["seeded", str(file), "--data", str(box)]), NOW) == 0
    bring_to(PageFolder(box), answered(box), NOW)
    file.write_bytes(msgspec.json.encode(answered(box, Authority.made("Elsewhere", BOX, NOW))))
    (box / REQUEST_KEY).unlink()
    assert run(parser().parse_args(["seeded", str(file), "--data", str(box)]), NOW) == 0, "pages go on as before"
    assert "was not taken" in capsys.readouterr().err
    file.write_text("{")
    with pytest.raises(PageError, match="Put the seed onto the card again"):
        read_seeded(file)
    assert run(parser().parse_args(["seeded", str(file), "--data", str(box)]), NOW) == 1

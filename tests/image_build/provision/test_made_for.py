"""Tests buttons that were made for one address of the box with a seed that gives the box another: it is refused before a
byte is written.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.buttons.keys import SECRETS
from appliance.buttons.provision import provision as make_buttons
from image_build.seed_command import main as seed_command
from tests.image_build.provision.conftest import Said, digest
from tests.image_build.provision.district import District
from tests.image_build.seeds import PLAN, seed_text

pytestmark = pytest.mark.slow

Provision = Callable[..., Said]


@pytest.fixture
def district(tmp_path: Path) -> District:
    folder = tmp_path / "district"
    folder.mkdir()
    return District(folder, 3)


def test_a_list_is_refused_whose_buttons_call_where_no_box_is(provision: Provision, district: District) -> None:
    district.made_for("10.60.0.9", "school-02", "A101-desk")
    out = district.folder / "seeds"
    told = provision("--buildings", district.list, "--tokens", district.tokens, "--seeds-only", out)
    assert (told.code, told.out) == (1, "")
    assert told.err.splitlines()[0] == (
        f"{district.list}:3: buttons: The devices made in {district.folder}/school-02 call 10.60.0.9 (handbell-a101-desk.yaml:3), "
        "and this box will hear buttons at 10.60.0.1 (buttons_address) and 10.4.2.20 (address) alone. "
        "Correct the one that is wrong, here or there. To make these settings anew: "
        "handbell buttons provision … --appliance 10.60.0.1, then flash each of these devices again."
    )
    assert told.err.endswith("Nothing was changed.\n")
    assert not out.exists()


def test_they_may_call_any_address_at_which_the_door_is_open_and_no_other(
    provision: Provision, district: District
) -> None:
    for key in ("A101-desk", "B204-wall"):
        district.made_for("10.4.1.20", "school-01", key)
    words = ("--buildings", district.list, "--tokens", district.tokens, "--seeds-only")
    assert provision(*words, district.folder / "seeds").code == 0
    for row in district.rows:
        row["main_for"] = ""
    district.write()
    told = provision(*words, district.folder / "other")
    assert told.code == 1
    assert "school-01 call 10.4.1.20 (handbell-a101-desk.yaml:3 and 1 more)" in told.err
    assert "10.4.1.20 is an address of this box too, but the door of the buttons is shut there." in told.err


def test_where_dhcp_gives_the_address_or_nobody_knows_what_they_call_that_is_said(
    provision: Provision, district: District
) -> None:
    district.rows[0] |= {"buttons_address": "dhcp", "main_for": ""}
    district.write()
    (district.folder / "school-03" / "handbell-a101-desk.yaml").unlink()
    (district.folder / "school-03" / "handbell-b204-wall.yaml").unlink()
    told = provision(
        "--buildings", district.list, "--tokens", district.tokens, "--seeds-only", district.folder / "seeds"
    )
    assert told.code == 0
    assert told.out.splitlines()[:2] == [
        f"warning: {district.list}:2: buttons: The devices made in {district.folder}/school-01 call 10.60.0.1 "
        "(handbell-a101-desk.yaml:3 and 1 more), and this box gets its address there by DHCP (buttons_address). "
        "See that this network always gives it 10.60.0.1, or write that address.",
        f"warning: {district.list}:4: buttons: Nobody could compare which address these buttons call with the box's own: "
        f"their settings are not in {district.folder}/school-03. Run this where the folder of their "
        "`handbell buttons provision` is, or look into it: each says it behind `appliance`.",
    ]


def test_one_seed_is_compared_with_the_folder_that_has_its_secrets(
    provision: Provision, card: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "buttons" / "lincoln"
    seed = _seed_of_made_buttons(tmp_path, folder, "10.60.0.9")
    before = digest(card)
    told = provision(card, "--building", seed)
    line = seed.read_text().splitlines().index("buttons:") + 1
    assert told.code == 1
    assert told.err.startswith(
        f"{seed}:{line}: buttons: The devices made in {folder} call 10.60.0.9 (handbell-a101-desk.yaml:7 and 1 more), "
        "and this box will hear buttons at 10.60.0.1 (network.more[0].address, line 10) alone."
    )
    assert digest(card) == before
    assert seed_command(["check", str(seed)]) == 1
    assert "call 10.60.0.9" in capsys.readouterr().out
    seed.write_text(seed.read_text().replace("10.60.0.1/22", "10.60.0.9/22"))
    assert provision(card, "--building", seed).out.startswith(f"{card} is the image of lincoln-ms now.")
    assert seed_command(["check", str(seed)]) == 0
    assert "warning" not in capsys.readouterr().out


def test_its_folder_is_found_from_the_one_that_one_works_in_too_and_where_it_is_not_that_is_said(
    provision: Provision, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed = _seed_of_made_buttons(tmp_path, tmp_path / "buttons" / "lincoln", "10.60.0.9")
    (tmp_path / "sent" / "to").mkdir(parents=True)
    seed = seed.rename(tmp_path / "sent" / "to" / "seed.yaml")
    told = provision("--building", seed, "--seeds-only", tmp_path / "first")
    assert (told.code, "their settings are not beside seed.yaml, nor in this folder." in told.out) == (0, True)
    monkeypatch.chdir(tmp_path)
    told = provision("--building", seed, "--seeds-only", tmp_path / "second")
    assert (told.code, "made in buttons/lincoln call 10.60.0.9" in told.err) == (1, True)


def _seed_of_made_buttons(tmp_path: Path, folder: Path, appliance: str) -> Path:
    """Write a seed as a person does, with the secrets of the folder that `handbell buttons provision` made."""
    (tmp_path / "rooms.csv").write_text("room,button\nA101,A101-desk\nB204,B204-wall\n")
    (tmp_path / "plan.yaml").write_text(PLAN)
    words = ("--appliance", appliance, "--plan", tmp_path / "plan.yaml", "--out", folder)
    assert make_buttons([str(each) for each in (tmp_path / "rooms.csv", *words)]) == 0
    made = dict(re.findall(r'handbell-(\S+)_key: "(\S+)"', (folder / SECRETS).read_text()))
    text = re.sub(r"  A101-desk: \S+=\n", f"  A101-desk: {made['a101-desk']}\n", seed_text())
    seed = tmp_path / "lincoln.yaml"
    seed.write_text(re.sub(r"  B204-wall: \S+=\n", f"  B204-wall: {made['b204-wall']}\n", text))
    seed.chmod(0o600)
    return seed

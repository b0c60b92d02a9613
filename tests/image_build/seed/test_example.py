"""Tests the example from which people begin: it is sound, and stays sound when a line that is commented out is used."""

import re
from pathlib import Path

import pytest

from appliance.envelope.phrase import private_of
from appliance.envelope.public_half import letters_of
from image_build.seed.example import example
from image_build.seed.model import Seed
from image_build.seed.read import examine_seed, read_seed
from image_build.seed_command import main
from tests.image_build.seeds import authority, indented, secret


def test_the_example_is_sound() -> None:
    seed = read_seed(example())
    assert isinstance(seed, Seed)
    assert seed.plan is not None
    assert seed.plan.building == "Fox Hollow Elementary"
    assert seed.screen.desk == "front"
    assert max(map(len, example().splitlines())) <= 150, "a remark is wider than an editor's window"


def test_what_is_a_remark_in_it_can_be_taken_into_use() -> None:
    text = re.sub(
        r"^# (district|copy|recovery|replaces|buttons|ssh|pages|phones|texts):\n((?:#   .*\n)+)",
        _taken_into_use,
        example(),
        flags=re.MULTILINE,
    )
    certificate = indented(authority(), 4)
    text = re.sub(r"    -----BEGIN.*?END CERTIFICATE-----\n", lambda _: certificate, text, flags=re.DOTALL)
    letters = indented("\n".join(letters_of(private_of(bytes(16)).public.raw)), 4)
    text = text.replace("  public: |\n    …\n", f"  public: |\n{letters}")
    text = text.replace("A101-desk: …", f"A101-desk: {secret('A101')}")
    text = text.replace(
        "ssh-ed25519 …", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJY7rGQ6Q1FqxeCxY2hZ1M1yqvIxkS4Zb0o5uH0nq3xk"
    )
    text = text.replace("  secret: …\n", "  secret: correct.horse-battery\n")
    text = re.sub(r"^  #\| (telephone|texts): ", r"  \1: ", text, flags=re.MULTILINE)  # of the plan in it
    parsed = examine_seed(text)
    assert [each.told("example") for each in parsed.mistakes] == []
    assert parsed.seed is not None
    assert parsed.seed.phones is not None and parsed.seed.phones.ca
    assert parsed.seed.pin == "0000"
    assert parsed.seed.district is not None
    assert parsed.seed.office == "0" * 64
    assert parsed.seed.copy is not None
    assert parsed.seed.recovery
    assert parsed.seed.replaces is not None
    assert parsed.seed.pages is not None
    assert (len(parsed.seed.buttons), len(parsed.seed.ssh_keys)) == (1, 1)


def _taken_into_use(found: re.Match[str]) -> str:
    return f"{found[1]}:\n" + "".join(f"{line.removeprefix('# ')}\n" for line in found[2].splitlines())


def test_the_command_prints_it_and_finds_it_sound(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["example"]) == 0
    file = tmp_path / "seed.yaml"
    file.write_text(capsys.readouterr().out)
    assert main(["check", str(file)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[1:8] == [
        "fox-hollow-es: this seed is sound.",
        "  network: 10.4.7.20/24; 10.60.0.1/22 with tag 60 for buttons",
        "  district: none; the record stays in this box",
        "  safety office: none yet; nobody but this building can read the record",
        "  copy of the record: none; a dead card is a lost record",
        "  recovery phrase: none yet; where nobody else can open what a new box needs, a dead card is a lost building",
        "  0 secrets of devices; ssh is off",
    ]


def test_the_command_tells_what_is_wrong_and_that_nothing_was_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "seed.yaml"
    file.write_text(example().replace("seed: 1 ", "seed: one ").replace("fox-hollow-es", "fox_hollow"))
    assert main(["check", str(file)]) == 1
    told = capsys.readouterr().out.splitlines()
    assert [each.removeprefix(f"{file}:") for each in told if not each.startswith("warning")] == [
        '11: seed: This must be a whole number, not "one". Write digits only, without a unit.',
        '14: name: "fox_hollow" cannot be the name of a box on a network. '
        "Use letters, digits and hyphens, with no hyphen at its beginning or end.",
        "",
        "2 mistakes. Correct them and check again; nothing was changed.",
    ]
    assert main(["check", str(tmp_path / "nowhere")]) == 1
    assert "There is no such file." in capsys.readouterr().out
    assert main(["check", str(tmp_path)]) == 1
    assert "This is a folder, not a file." in capsys.readouterr().out

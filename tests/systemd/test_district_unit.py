"""Tests the units of the district's server and office, which run on machines of their own: what systemd says of them, and that no box has
any of them.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sync.district.command import PORT_DEFAULT, STORE_VARIABLE
from sync.district.folder import DATA_DEFAULT
from tests.sync.district.serving import COMMAND

UNITS = Path(__file__).parents[2] / "systemd" / "district"
UNIT = UNITS / "handbell-district.service"
INSTALLED = "/opt/handbell/bin/handbell"
# As `systemd-analyze security` counts, of 10. The work itself needs the points that are left: the internet, and an office's home.
EXPOSURE_MAX = {
    "handbell-district.service": 2.0,
    "handbell-district-backup.service": 0.8,
    "handbell-office-collect@.service": 2.5,
}
OURS = sorted(each for each in UNITS.iterdir() if each.suffix in {".service", ".timer"})
SET_UP = UNITS / "set-up"

pytestmark = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")


def run(*words: str | Path, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/usr/sbin:/bin", "LANG": "C.UTF-8", "SYSTEMD_COLORS": "0"}
    if path is not None:
        environment["SYSTEMD_UNIT_PATH"] = f"{path}:"
    return subprocess.run(list(map(str, words)), env=environment, capture_output=True, text=True, check=False)


def says(name: str) -> list[str]:
    """Give the values of a unit's setting."""
    return re.findall(rf"^{name}=(.*)$", UNIT.read_text(), re.MULTILINE)


def test_systemd_understands_every_word(tmp_path: Path) -> None:
    for unit in OURS:
        ours = unit.read_text().replace(INSTALLED, str(Path(sys.executable).with_name("handbell")))
        (tmp_path / unit.name).write_text(ours)
    names = [unit.name.replace("@", "@ana") for unit in OURS]
    words = ("systemd-analyze", "verify", "--man=no", "--recursive-errors=yes", *names)
    said = run(*words, path=tmp_path)
    assert (said.returncode, [line for line in said.stderr.splitlines() if "handbell" in line]) == (0, [])
    (tmp_path / UNIT.name).write_text(UNIT.read_text().replace("MemoryMax=", "MemoryMost="))
    assert "MemoryMost" in run(*words, path=tmp_path).stderr


@pytest.mark.parametrize("unit", sorted(EXPOSURE_MAX))
def test_little_of_its_machine_is_exposed(unit: str) -> None:
    assert {each.name for each in OURS if each.suffix == ".service"} == set(EXPOSURE_MAX)
    threshold = f"--threshold={int(EXPOSURE_MAX[unit] * 10)}"
    said = run("systemd-analyze", "security", "--offline=true", threshold, "--no-pager", UNITS / unit)
    assert said.returncode == 0, said.stdout[-600:]


def test_it_has_no_capability_and_binds_no_port_that_takes_one() -> None:
    assert says("CapabilityBoundingSet") == says("AmbientCapabilities") == [""]
    assert says("SocketBindDeny") == ["any"]
    least, most = re.fullmatch(r"tcp:(\d+)-(\d+)", says("SocketBindAllow")[0]).groups()  # type: ignore[union-attr]
    assert 1024 <= int(least) <= PORT_DEFAULT <= int(most)


def test_its_folder_is_made_before_its_user_writes_there() -> None:
    """systemd makes the folder only when a unit starts, which is later. /var/lib is root's, so the unit's user cannot make it there."""
    text = SET_UP.read_text()
    assert f"user={says('User')[0]}\ndata={DATA_DEFAULT}\n" in text
    made = f"install -d -m {says('StateDirectoryMode')[0].lstrip('0')} -o $user -g $user $data"
    before, _, _ = text.partition("handbell district init")
    assert made in before


def test_the_set_up_says_the_port_and_installs_every_unit() -> None:
    text = SET_UP.read_text()
    assert f"port={PORT_DEFAULT}\n" in text
    assert [unit.name for unit in OURS if unit.name not in text] == []
    assert SET_UP.stat().st_mode & 0o111


def test_its_settings_say_nothing_until_somebody_takes_a_sign_away_and_are_those_that_units_read() -> None:
    lines = (UNITS / "district.env").read_text().splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == []
    named = {line[1:].partition("=")[0] for line in lines if re.match(r"#[A-Z_]+=", line)}
    assert named == {"DISTRICT_OPTIONS", STORE_VARIABLE, "BACKUP_TO", "BACKUP_KEEP"}
    read = "".join(unit.read_text() for unit in OURS)
    # The program itself reads the store's address, so the server's unit names it nowhere.
    assert [name for name in sorted(named) if not re.search(rf"\$\{{?{name}\b", read)] == []
    options = next(line for line in lines if "DISTRICT_OPTIONS=" in line).partition("=")[2].split()
    done = subprocess.run([*COMMAND, "serve", "--help"], capture_output=True, text=True, check=False)
    assert [word for word in options if word.startswith("--") and word not in done.stdout] == []


def test_it_is_told_where_its_folder_and_its_store_are() -> None:
    assert says("ExecStart") == [f"{INSTALLED} district serve $DISTRICT_OPTIONS"]
    assert Path("/var/lib", says("StateDirectory")[0]) == DATA_DEFAULT
    assert says("EnvironmentFile") == ["-/etc/handbell/district.env"]


def test_its_user_is_made_and_no_box_has_it(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    said = run("systemd-sysusers", f"--root={tmp_path}", UNITS / "sysusers.conf")
    assert said.returncode == 0, said.stderr
    assert f"{says('User')[0]}:" in (made := (tmp_path / "etc" / "passwd").read_text())
    assert f":{DATA_DEFAULT}:" in made
    assert says("User") == says("Group")
    boxes = "".join(file.read_text() for file in UNITS.parent.iterdir() if file.is_file())
    assert says("User")[0] not in boxes


def test_what_the_office_finds_is_in_no_journal_and_its_passphrase_on_no_command_line() -> None:
    unit = (UNITS / "handbell-office-collect@.service").read_text()
    assert "\nStandardOutput=null\n" in unit
    assert re.findall(r"^ExecStart=(.*)$", unit, re.MULTILINE) == [
        f"{INSTALLED} office collect --passphrase-file %d/passphrase"
    ]
    assert "\nLoadCredential=passphrase:/etc/handbell/office-%i.passphrase\n" in unit

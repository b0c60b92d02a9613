"""The unit of the district's server, on a machine of its own: what systemd says of it, and that no box has anything of it."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sync.district.command import PORT_DEFAULT, STORE_VARIABLE
from sync.district.folder import DATA_DEFAULT

UNITS = Path(__file__).parents[2] / "systemd" / "district"
UNIT = UNITS / "handbell-district.service"
INSTALLED = "/opt/handbell/bin/handbell"
EXPOSURE_MAX = (
    2.0  # as `systemd-analyze security` counts, of 10: what is left is the internet, which is the work itself
)

pytestmark = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")


def run(*words: str | Path, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/usr/sbin:/bin", "LANG": "C.UTF-8", "SYSTEMD_COLORS": "0"}
    if path is not None:
        environment["SYSTEMD_UNIT_PATH"] = f"{path}:"
    return subprocess.run(list(map(str, words)), env=environment, capture_output=True, text=True, check=False)


def says(name: str) -> list[str]:
    """What a word of the unit is set to."""
    return re.findall(rf"^{name}=(.*)$", UNIT.read_text(), re.MULTILINE)


def test_systemd_understands_every_word(tmp_path: Path) -> None:
    ours = UNIT.read_text().replace(INSTALLED, str(Path(sys.executable).with_name("handbell")))
    (tmp_path / UNIT.name).write_text(ours)
    words = ("systemd-analyze", "verify", "--man=no", "--recursive-errors=yes", UNIT.name)
    said = run(*words, path=tmp_path)
    assert (said.returncode, [line for line in said.stderr.splitlines() if "handbell" in line]) == (0, [])
    (tmp_path / UNIT.name).write_text(ours.replace("MemoryMax=", "MemoryMost="))
    assert "MemoryMost" in run(*words, path=tmp_path).stderr


def test_little_of_its_machine_is_exposed() -> None:
    threshold = f"--threshold={int(EXPOSURE_MAX * 10)}"
    said = run("systemd-analyze", "security", "--offline=true", threshold, "--no-pager", UNIT)
    assert said.returncode == 0, said.stdout[-600:]


def test_it_has_no_capability_and_binds_no_port_that_takes_one() -> None:
    assert says("CapabilityBoundingSet") == says("AmbientCapabilities") == [""]
    assert says("SocketBindDeny") == ["any"]
    least, most = re.fullmatch(r"tcp:(\d+)-(\d+)", says("SocketBindAllow")[0]).groups()  # type: ignore[union-attr]
    assert 1024 <= int(least) <= PORT_DEFAULT <= int(most)


@pytest.mark.parametrize("document", [UNITS.parents[1] / "INSTALL.md", UNIT])
def test_its_folder_is_made_before_its_user_writes_there(document: Path) -> None:
    """systemd makes it for a unit that starts, which comes later; /var/lib is root's, so its user cannot."""
    user = says("User")[0]
    made = f"sudo install -d -m {says('StateDirectoryMode')[0].lstrip('0')} -o {user} -g {user} {DATA_DEFAULT}\n"
    before, _, _ = document.read_text().partition(f"sudo -u {user} handbell district init")
    assert made in before


def test_it_is_told_where_its_folder_and_its_store_are() -> None:
    assert says("ExecStart") == [f"{INSTALLED} district serve $DISTRICT_OPTIONS"]
    assert Path("/var/lib", says("StateDirectory")[0]) == DATA_DEFAULT
    assert says("EnvironmentFile") and STORE_VARIABLE in UNIT.read_text()


def test_its_user_is_made_and_no_box_has_it(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    said = run("systemd-sysusers", f"--root={tmp_path}", UNITS / "sysusers.conf")
    assert said.returncode == 0, said.stderr
    assert f"{says('User')[0]}:" in (made := (tmp_path / "etc" / "passwd").read_text())
    assert f":{DATA_DEFAULT}:" in made
    assert says("User") == says("Group")
    boxes = "".join(file.read_text() for file in UNITS.parent.iterdir() if file.is_file())
    assert says("User")[0] not in boxes

"""Tests that INSTALL.md is true: its commands parse, its sums are right, its ports and limits are the ones in the code."""

import ast
import re
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import pytest

from appliance.doctor.judge_box import HOT_MC
from appliance.doctor.judge_pages import PLAIN_PORT, PORT
from appliance.doctor.judge_service import WEBHOOK_PORT
from hardware.esphome.wire import API_PORT, DIAL_IN_PORT
from image_build.project import project
from image_build.provision.columns import COLUMNS
from image_build.recipe import TARGETS
from image_build.seed.example import example
from image_build.seed.readme import RESULT_NAME
from image_build.wheel_tags import SERVERS
from sync.district.command import PORT_DEFAULT
from sync.protocol import TOKEN_VALID_S

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "INSTALL.md").read_text(encoding="utf-8")
HANDBELL = Path(sys.executable).with_name("handbell")
BLOCKS = [line.strip() for line in TEXT.splitlines() if re.match(r" {4,}\S", line)]
COMMANDS = sorted({line.removeprefix("sudo ") for line in BLOCKS if re.match(r"(sudo )?handbell ", line)})
INLINE = sorted(set(re.findall(r"`(handbell [a-z][^`]*)`", TEXT)))
STEPS = (
    "doubts",
    "keys",
    "lessons",
    "notices",
    "person",
    "receipt",
    "recovery",
    "restore",
    "root",
    "tell",
    "users",
)  # a command of the office has three words
WORD = re.compile(r"[a-z][a-z-]*")


def words_of(command: str) -> tuple[list[str], list[str]]:
    """Give the command with its subcommand, and its options."""
    parts = command.split()[1:]
    words = [parts[0], *([parts[1]] if len(parts) > 1 and WORD.fullmatch(parts[1]) and parts[0] != "record" else [])]
    if parts[:2] in (["image", "seed"], ["page", "authority"]) or (parts[0] == "office" and parts[1] in STEPS):
        words = parts[:3]
    if parts[:3] == ["office", "root", "notice"]:
        words = parts[:4]
    return words, [part for part in parts if part.startswith("--")]


OPTIONS: dict[tuple[str, ...], set[str]] = {}
"""Each command with its subcommand → the options that it is given anywhere."""
for _each in (*COMMANDS, *INLINE):
    _words, _options = words_of(_each)
    OPTIONS.setdefault(tuple(_words), set()).update(_options)


@pytest.mark.slow
@pytest.mark.parametrize("words", sorted(OPTIONS), ids=" ".join)
def test_every_command_is_there_with_every_option_it_is_given(words: tuple[str, ...]) -> None:
    done = subprocess.run([HANDBELL, *words, "--help"], check=False, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("usage:")
    assert sorted(each for each in OPTIONS[words] if each not in done.stdout) == []


def test_there_are_commands_to_check_at_all() -> None:
    assert "handbell doctor" in COMMANDS
    assert any(command.startswith("handbell image provision /dev/sdX") for command in COMMANDS)


SUM = re.compile(r"^[\d.,]+ ?(?:W|Wh|V|h|Ah)?(?: [x/] [\d.,]+ ?(?:W|Wh|V|h|Ah)?)+ = ")
SUMS = [line for line in BLOCKS if SUM.match(line)]


@pytest.mark.parametrize("line", SUMS)
def test_every_sum_is_right(line: str) -> None:
    left, right = line.split(" = ")
    words = re.sub(r"[A-Za-z]+", lambda unit: unit[0] if unit[0] == "x" else "", left).replace(",", "").split()
    value = float(words[0])
    for sign, number in zip(words[1::2], words[2::2], strict=True):
        value = value * float(number) if sign == "x" else value / float(number)
    said = re.sub(r"[^\d.]", "", right)
    assert round(value, len(said.partition(".")[2])) == float(said), line


def test_the_watts_of_the_table_add_up_to_what_is_reckoned_with() -> None:
    table = TEXT.split("### How much")[1].split("### How long")[0]
    watts = [int(row.rstrip(" |").rpartition("| ")[2]) for row in table.splitlines() if re.search(r"\| \d+ \|$", row)]
    assert len(SUMS) == 10
    assert watts[-1] == sum(watts[:-1])
    assert f"{watts[-1]} W x 4 h" in TEXT


def test_every_port_of_the_table_is_that_of_the_code() -> None:
    table = TEXT.split("### Ports")[1].split("## 4.")[0]
    for port in (DIAL_IN_PORT, WEBHOOK_PORT, PORT, PLAIN_PORT, API_PORT):
        assert f"TCP {port} " in table or f"TCP {port} |" in table
    firewall = (ROOT / "image_build/tree/files/etc/nftables.conf").read_text()
    for opened in re.findall(r"^\s+(?:tcp|udp) dport (\d+) accept", firewall, re.MULTILINE):
        assert re.search(rf"\| box \| (?:TCP|UDP) {opened}\b", table), f"port {opened} is opened by the box"
    assert f"ListenStream=0.0.0.0:{DIAL_IN_PORT}" in (ROOT / "systemd/handbell-buttons.socket").read_text()
    assert f"ListenStream={WEBHOOK_PORT}" in (ROOT / "systemd/handbell-webhook.socket").read_text()
    assert f"ListenStream={PORT}\n" in (ROOT / "systemd/handbell-page.socket").read_text()
    assert f"ListenStream={PLAIN_PORT}\n" in (ROOT / "systemd/handbell-page-plain.socket").read_text()


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("hardware/firmware/network.yaml", "port: {}, delay"),
        ("systemd/handbell-buttons.socket", "ListenStream=0.0.0.0:{}\n"),
        ("systemd/handbell-alert.service", "--esphome 0.0.0.0:{}\n"),
        ("image_build/tree/files/etc/nftables.conf", "tcp dport {{ {}, "),
        ("image_build/tree/files/etc/nftables.conf", "tcp dport {} accept\n"),
        ("image_build/seed/example.yaml", "buttons (TCP {}, "),
    ],
)
def test_a_file_that_cannot_import_the_port_devices_dial_has_that_of_the_code(file: str, says: str) -> None:
    assert says.format(DIAL_IN_PORT) in (ROOT / file).read_text(encoding="utf-8")


def test_no_module_but_that_of_the_wire_writes_the_port_devices_dial() -> None:
    """Comments and docstrings may name it, because people read them."""
    written = []
    for room in ("appliance", "hardware", "tui", "sync", "image_build"):
        for path in sorted((ROOT / room).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            if str(DIAL_IN_PORT) not in text:  # most files: to parse them all takes seconds
                continue
            tree = ast.parse(text)
            told = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
            written += [
                path.relative_to(ROOT).as_posix()
                for each in ast.walk(tree)
                if isinstance(each, ast.Constant) and id(each) not in told and str(DIAL_IN_PORT) in str(each.value)
            ]
    assert written == ["hardware/esphome/wire.py"]


def test_the_districts_server_has_one_port_wherever_it_is_named() -> None:
    """The server listens on this port unless it is told otherwise; 8443 is the webhook door of a box."""
    named = re.findall(r"https://(?:records|handbell)\.[a-z.]*example(?:\.org)?(?::(\d+))?", TEXT + example())
    assert len(named) > 2
    assert set(named) == {str(PORT_DEFAULT)}
    table = TEXT.split("### Ports")[1].split("## 4.")[0]
    assert f"| box | district's server | TCP {PORT_DEFAULT}," in table
    assert WEBHOOK_PORT != PORT_DEFAULT


def test_the_archive_is_called_as_it_is_made() -> None:
    named = set(re.findall(r"handbell-district-[\d.]+-\w+\.tar\.gz", TEXT))
    assert named == {f"handbell-district-{project().version}-{SERVERS[0]}.tar.gz"}


def test_figures_and_names_are_those_of_the_program() -> None:
    assert f"from {HOT_MC // 1000} °C on" in TEXT
    assert TOKEN_VALID_S == 7 * 24 * 3600
    assert "for seven days" in TEXT
    assert RESULT_NAME in TEXT
    assert "--target pi4" in TEXT
    assert "pi4" in TARGETS
    listed = TEXT.split("`buildings.csv`, a line for each:")[1].split("and what else")[0]
    assert set(re.findall(r"[a-z_]+", listed)) <= set(COLUMNS)
    for line in (
        "  address: {ip: 10.4.7.20/24, gateway: 10.4.7.1}",
        "    - {vlan: 60, address: {ip: 10.60.0.1/22}, for: buttons}",
    ):
        assert line.strip() in TEXT
        assert line in example()


BUILDINGS = ("fox-hollow-es", "lark-ms", "juniper-hs")


def run(folder: Path, *words: str) -> str:
    """Run a command of section 6 in the folder of the afternoon. It must end well."""
    done = subprocess.run([HANDBELL, *words], cwd=folder, check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o600)


@pytest.mark.slow
def test_the_afternoon_of_section_6_as_it_is_written_there(tmp_path: Path) -> None:
    """Everything is as section 6 says: its columns, its folders and its commands. Only making the image is left out; it
    has its own proofs.
    """
    listed = TEXT.split("`buildings.csv`, a line for each:")[1].split("and what else")[0]
    columns = re.findall(r"[a-z_]+", listed)
    buttons = next(command for command in COMMANDS if command.startswith("handbell buttons provision"))
    for number, name in enumerate(BUILDINGS):
        write(tmp_path / f"plans/{name}.yaml", run(tmp_path, "plan", "example"))
        run(tmp_path, "plan", "check", f"plans/{name}.yaml")
        write(tmp_path / f"rooms/{name}.csv", "room\nA103\nA110\n")
        made = buttons.replace("fox-hollow", name).replace("10.60.0.1", f"10.{60 + number}.0.1")
        run(tmp_path, *made.split()[1:])
    run(tmp_path, "district", "init", "--data", "district", "--host", "handbell.district.example")
    write(
        tmp_path / "it.pub",
        "ssh-ed25519 " + b64encode(b"\0\0\0\x0bssh-ed25519\0\0\0 " + bytes(range(32))).decode() + " it",
    )
    rows = [",".join(cell(column, name, number) for column in columns) for number, name in enumerate(BUILDINGS)]
    write(tmp_path / "buildings.csv", "\n".join([",".join(columns), *rows]) + "\n")
    write(
        tmp_path / "tokens.txt",
        "".join(f"{name} {'ABCD-EFGH-2345-' * 2}ABCD-EFG{n}\n" for n, name in enumerate(BUILDINGS, 2)),
    )
    provision = next(command for command in COMMANDS if "--seeds-only" in command and "--phrases" in command)
    assert f"{len(BUILDINGS)} seeds in seeds" in run(tmp_path, *provision.split()[1:])
    for name in BUILDINGS:
        assert "this seed is sound" in run(tmp_path, "image", "seed", "check", f"seeds/{name}/handbell-seed.yaml")
    for paper in ("labels.pdf", "phrases.pdf"):
        assert (tmp_path / paper).read_bytes().startswith(b"%PDF")


def cell(column: str, name: str, number: int) -> str:
    """Give what stands in one cell of a row. Each building has its own networks."""
    return {
        "name": name,
        "plan": f"buttons/{name}/plan.yaml",
        "desk": "front",
        "serial_desk": "front",
        "address": f"10.{4 + number}.7.20/24",
        "gateway": f"10.{4 + number}.7.1",
        "dns": "10.4.0.53",
        "ntp": "10.4.0.123",
        "buttons_vlan": f"{60 + number}",
        "buttons_address": f"10.{60 + number}.0.1/22",
        "server": "https://handbell.district.example:8460",
        "ca": "district/keys/authority.pem",
        "office": "ab" * 32,
        "recovery": f"recovery-{name}.txt",
        "copy": "stick",
        "buttons": f"buttons/{name}",
        "ssh_keys": "it.pub",
    }[column]

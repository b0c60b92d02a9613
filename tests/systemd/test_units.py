"""Tests the units as systemd itself reads them: no unknown word, little exposed, sockets and paths as the daemon expects them."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from appliance import power
from appliance.api.restoring.fetching import FETCHED, WANTED
from appliance.api.restoring.messages import SOCKET_NAME as RESTORE_SOCKET
from appliance.api.sticks import SOCKET_NAME
from appliance.commands import phrases
from appliance.doors import listening, peer
from appliance.doors.console import door as desk
from appliance.doors.feed import sealed_feed
from appliance.doors.page import door as page
from appliance.page_authority import page_folder
from appliance.phone_network import places, telephone_file
from appliance.phone_network.command import FOLDER_DEFAULT, TELEPHONE_DEFAULT
from appliance.restoring.expected import REPLACES
from appliance.settings import DATA_DEFAULT, RUN_DEFAULT, Address, Settings, parse
from hardware.esphome import dial_in
from hardware.esphome.wire import DIAL_IN_PORT
from hardware.ports import PHASE_STALE_AFTER_S
from hardware.power import address
from hardware.serial.port import Local, Remote, where
from image_build.first_boot.places import Places
from image_build.tree.compose import FILES
from sync.bundle import desk_side
from sync.bundle.mounted import ROOTS
from sync.replica import settings as replica
from sync.replica.command import NO_COPY

UNITS = Path(__file__).parents[2] / "systemd"
INSTALLED = "/opt/handbell/bin/handbell"
NUT = re.compile(r"/usr/lib/nut/\S+")  # root, so that the unit can tell systemd
SETFONT, TRUE = "/usr/bin/setfont", "/usr/bin/true"  # comes with the image; a developer's machine need not have it
EXPOSURE_MAX = {
    "handbell-alert.service": 1.5,
    "handbell-console@.service": 0.8,
    "handbell-serial@.service": 0.8,
    "handbell-uplink.service": 1.5,
    "handbell-bundle.service": 0.8,
    "handbell-replica.service": 0.8,
    "handbell-replica-far.service": 1.5,
    "handbell-restore.service": 0.8,
    "handbell-restore-ahead.service": 0.8,
    "handbell-fetch.service": 0.8,
    "handbell-fetch-far.service": 1.5,
    "handbell-seed.service": 0.8,
    "handbell-provision.service": 0.8,
    "handbell-result.service": 0.8,
    "handbell-stick@.service": 1.5,  # this unit may mount
    "handbell-strange-stick@.service": 0.8,
    "handbell-carry@.service": 1.0,  # root, so that the unit can tell systemd
    "handbell-seed-applied.service": 1.5,  # root, so that the unit can tell systemd
    "handbell-shed.service": 1.0,  # root, so that the unit can tell systemd
    "handbell-ups-driver.service": 1.0,
    "handbell-ups.service": 1.2,
    "handbell-page.service": 0.8,
    "handbell-browser-desk.service": 0.8,
    "handbell-page-certificate.service": 0.8,
    "handbell-phone-network.service": 2.0,  # this unit changes ports and firewall, and enters the phones' namespace
    "handbell-phones.service": 1.3,  # baresip needs sockets of IPv6, which lead nowhere, and what starts it sets no capability with capset
    "handbell-phrases.service": 0.8,
}
"""As `systemd-analyze security` counts, of 10. The work itself needs the points that are left: devices, the building's network and unix
sockets.
"""
WITH_CAPABILITIES = {
    "handbell-stick@.service": {"CAP_SYS_ADMIN"},
    "handbell-seed-applied.service": {"CAP_SYS_ADMIN", "CAP_DAC_OVERRIDE"},
    "handbell-phone-network.service": {"CAP_NET_ADMIN", "CAP_SYS_ADMIN"},
}
LAN = "localhost link-local multicast 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fc00::/7"
ALSA, TTY_ACM, TTY_USB = 116, 166, 188  # numbers from the kernel's devices.txt
IN_THE_KERNEL = {"char-ttyAMA", "char-ttyS", "char-gpiochip"}
"""Kinds of devices that exist before any driver is loaded, also in Debian's kernel (seen in /proc/devices of a box that starts)."""
NOT_UNITS = {".conf", ".rules", ".network", ".md"}

pytestmark = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """Copy the units, and let them start this checkout's own command, since none is installed here."""
    handbell = Path(sys.executable).with_name("handbell")
    for unit in UNITS.iterdir():
        if unit.is_file():
            text = unit.read_text().replace(INSTALLED, str(handbell)).replace(SETFONT, TRUE)
            (tmp_path / unit.name).write_text(NUT.sub(TRUE, text))
    return tmp_path


def run(*words: str | Path, unit_path: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/usr/sbin:/bin", "LANG": "C.UTF-8", "SYSTEMD_COLORS": "0"}
    if unit_path is not None:
        environment["SYSTEMD_UNIT_PATH"] = f"{unit_path}:"
    return subprocess.run(list(map(str, words)), env=environment, capture_output=True, text=True, check=False)


def settings_of(unit: str) -> dict[str, list[str]]:
    """Give every setting of a unit with its values in order."""
    found: dict[str, list[str]] = {}
    for line in (UNITS / unit).read_text().splitlines():
        if match := re.fullmatch(r"([A-Za-z]+)=(.*)", line):
            found.setdefault(match[1], []).append(match[2])
    return found


def verified(units: Path) -> subprocess.CompletedProcess[str]:
    names = [unit.name.replace("@", "@tty1") for unit in units.iterdir() if unit.suffix not in NOT_UNITS]
    return run("systemd-analyze", "verify", "--man=no", "--recursive-errors=yes", *sorted(names), unit_path=units)


def test_systemd_understands_every_word(units: Path) -> None:
    said = verified(units)
    assert (
        said.returncode,
        [line for line in said.stderr.splitlines() if str(units) in line or "handbell" in line],
    ) == (0, [])


def test_a_word_systemd_does_not_know_would_be_noticed(units: Path) -> None:
    alert = units / "handbell-alert.service"
    alert.write_text(alert.read_text().replace("WatchdogSec=", "WatchdogSecs="))
    assert "WatchdogSecs" in verified(units).stderr


@pytest.mark.slow
@pytest.mark.parametrize("unit", EXPOSURE_MAX)
def test_little_of_the_box_is_exposed(units: Path, unit: str) -> None:
    threshold = str(int(EXPOSURE_MAX[unit] * 10))
    said = run("systemd-analyze", "security", "--offline=true", f"--threshold={threshold}", "--no-pager", units / unit)
    assert said.returncode == 0, said.stdout[-600:]


def test_our_buttons_are_heard_on_the_box_without_anybody_choosing_so() -> None:
    _, command, *arguments = settings_of("handbell-alert.service")["ExecStart"][0].split()
    assert command == "alert"
    assert parse(arguments).esphome == Address("0.0.0.0", DIAL_IN_PORT)
    assert Settings().buttons == {}, "a trial on a laptop listens to nobody unasked"


def test_the_daemon_may_learn_its_own_addresses() -> None:
    """getifaddrs(3) asks netlink; where that is refused, the mDNS library finds no button."""
    assert "AF_NETLINK" in settings_of("handbell-alert.service")["RestrictAddressFamilies"][0].split()


def test_every_service_is_looked_at() -> None:
    assert {unit.name for unit in UNITS.glob("*.service")} == set(EXPOSURE_MAX)


def test_only_the_stick_and_the_phones_network_and_who_tells_systemd_have_a_capability() -> None:
    for unit in EXPOSURE_MAX:
        given = {word for value in settings_of(unit)["CapabilityBoundingSet"] for word in value.split()}
        assert given == WITH_CAPABILITIES.get(unit, set()), unit


@pytest.mark.slow
def test_no_capability_is_left(units: Path) -> None:
    for unit in sorted(set(EXPOSURE_MAX) - set(WITH_CAPABILITIES)):
        said = run("systemd-analyze", "security", "--offline=true", "--json=short", "--no-pager", units / unit)
        exposed = [each["name"] for each in json.loads(said.stdout) if each.get("exposure")]
        assert not [name for name in exposed if name.startswith(("CapabilityBoundingSet", "AmbientCapabilities"))]


def test_on_a_low_battery_what_is_no_alarm_stops_and_comes_back() -> None:
    low = RUN_DEFAULT / power.SHED
    assert settings_of("handbell-shed.path")["PathExists"] == [str(low)]
    stops, waits, starts = settings_of("handbell-shed.service")["ExecStart"]
    assert f"[ -e {low} ]" in waits
    stopped, started = ({word for word in each.split() if "." in word} for each in (stops, starts))
    assert started == {"handbell-replica.service", "handbell-replica-far.service", "fstrim.timer"}
    by_people = {"handbell-bundle.service", "handbell-fetch.service", "handbell-fetch-far.service"}
    speaks = {"handbell-phrases.service"}  # what is not spoken by then comes with the next start; calls count without
    assert stopped == started | by_people | speaks


def test_the_box_never_switches_itself_off() -> None:
    """A box stays armed until power fails: a box that halts on a guess of minutes takes no call in the last of them."""
    for unit in UNITS.rglob("*"):
        text = unit.read_text() if unit.is_file() else ""
        does = " ".join(
            re.findall(r"^(?:Exec\w+|Wants|Requires|OnFailure|OnSuccess|\w+Action)=(.*)", text, re.MULTILINE)
        )
        assert not re.search(r"\b(poweroff|halt|shutdown|upsmon|upssched)\b", does), unit
    ends = re.compile(r"poweroff|upsmon|upssched|\breboot\b|/s?bin/(halt|shutdown)|systemctl[^\n]* halt|INSTCMD")
    for package in ("appliance", "hardware", "sync", "tui"):  # INSTCMD is the word by which a UPS would be told
        for source in (UNITS.parent / package).rglob("*.py"):
            assert not ends.search(source.read_text()), source


def test_a_ups_on_usb_is_asked_where_the_plan_says_so_and_told_to_this_box_alone() -> None:
    driver, upsd = settings_of("handbell-ups-driver.service"), settings_of("handbell-ups.service")
    box = "/var/lib/handbell-box"
    for each in (driver, upsd):
        assert each["ConditionPathExists"] == [f"|{box}/current/ups-usb", f"|{box}/ups-usb"]
        assert each["User"] == ["handbell-ups"]
        assert {"-/var/lib/handbell", "-/run/handbell"} <= set(each["InaccessiblePaths"][0].split())
        folders = dict(word.split("=") for word in each["Environment"][0].split())
        assert folders["NUT_STATEPATH"] == each["ReadWritePaths"][0] == "/run/handbell-ups"
        assert (FILES / folders["NUT_CONFPATH"].removeprefix("/")).is_dir()
    assert driver["DeviceAllow"] == ["char-189 rw"]
    assert "PrivateNetwork" not in driver, "udev's news that the UPS was plugged in again would not reach it"
    assert (driver["RestrictAddressFamilies"], driver["IPAddressDeny"]) == (["AF_UNIX AF_NETLINK"], ["any"])
    assert (upsd["IPAddressDeny"], upsd["IPAddressAllow"]) == (["any"], ["localhost"])
    asked = address.where(address.USB)
    assert isinstance(asked, address.Address)
    assert upsd["SocketBindAllow"] == [f"ipv4:tcp:{asked.port}"]
    nut = FILES / "usr/lib/handbell/nut"
    assert f"LISTEN {asked.host} {asked.port}\n" in (nut / "upsd.conf").read_text()
    assert f"[{asked.supply}]\n" in (nut / "ups.conf").read_text()
    assert f"-a {asked.supply} " in driver["ExecStart"][0]
    users = [line for line in (nut / "upsd.users").read_text().splitlines() if not line.startswith("#")]
    assert users == [], "nobody has a password"


@pytest.mark.parametrize(
    ("unit", "name", "path", "mode"),
    [
        ("handbell-desk.socket", "desk", Settings().desk_socket, desk.SOCKET_MODE),
        ("handbell-feed.socket", "feed", Settings().feed_socket, sealed_feed.SOCKET_MODE),
        ("handbell-page-door.socket", "page", Settings().page_socket, page.SOCKET_MODE),
    ],
)
def test_sockets_are_those_the_daemon_would_make(unit: str, name: str, path: Path, mode: int) -> None:
    says = settings_of(unit)
    assert says["FileDescriptorName"] == [name]
    assert says["ListenStream"] == [str(path)]
    assert int(says["SocketMode"][0], 8) == mode
    assert says["Backlog"] == [str(listening.BACKLOG)]
    assert says["Service"] == ["handbell-alert.service"]


def test_a_console_finds_the_process_at_the_stick_which_has_no_network_and_sees_no_key() -> None:
    socket, service = settings_of("handbell-bundle.socket"), settings_of("handbell-bundle.service")
    assert socket["ListenStream"] == [str(Settings().desk_socket.with_name(SOCKET_NAME))]
    assert int(socket["SocketMode"][0], 8) == desk_side.SOCKET_MODE
    assert socket["SocketGroup"] == settings_of("handbell-desk.socket")["SocketGroup"]
    assert (service["PrivateNetwork"], service["RestrictAddressFamilies"]) == (["yes"], ["AF_UNIX"])
    assert {f"-{DATA_DEFAULT}", "-/var/lib/handbell-uplink"} <= set(service["InaccessiblePaths"][0].split())
    assert {f"-{root}" for root in ROOTS} == set(service["ReadWritePaths"][0].split())


def test_the_daemon_asks_for_its_sockets_by_the_names_they_have() -> None:
    daemon = (UNITS.parent / "appliance" / "daemon.py").read_text()
    sockets = [settings_of(unit.name) for unit in UNITS.glob("*.socket")]
    named = {each["FileDescriptorName"][0] for each in sockets if each["Service"] == ["handbell-alert.service"]}
    assert named == set(re.findall(r'handed\.get\("(\w+)"\)', daemon))


@pytest.mark.parametrize(
    "unit",
    [
        "handbell-buttons.socket",
        "handbell-webhook.socket",
        "handbell-page.socket",
        "handbell-page-plain.socket",
        "handbell-alert.service",
    ],
)
def test_a_door_to_the_network_is_open_to_the_building_alone(unit: str) -> None:
    """The unit that opened a socket filters it, even when the socket is handed over to the daemon."""
    assert settings_of(unit)["IPAddressDeny"] == ["any"]
    assert settings_of(unit)["IPAddressAllow"] == [LAN]


def test_who_serves_pages_dials_nobody_and_sees_no_file_but_its_certificate() -> None:
    """systemd holds its ports: whoever takes it over can take callers, and reach the two sockets beside it."""
    serves, desks = settings_of("handbell-page.service"), settings_of("handbell-browser-desk.service")
    opens, plain = settings_of("handbell-page.socket"), settings_of("handbell-page-plain.socket")
    assert serves["ExecStart"] == [f"{INSTALLED} page"]
    assert "ReadWritePaths" not in serves and "StateDirectory" not in serves, (
        "it cannot put another key in its own place"
    )
    assert "SupplementaryGroups" not in serves
    assert {f"-{DATA_DEFAULT}", "-/var/lib/handbell-box"} <= set(serves["InaccessiblePaths"][0].split())
    assert serves["User"] == [page.PAGE_USER]
    assert (opens["ListenStream"], plain["ListenStream"]) == (["8444"], ["8080"])
    assert opens["Service"] == plain["Service"] == ["handbell-page.service"]
    assert opens["ConditionPathExists"] == serves["ConditionPathExists"] == desks["ConditionPathExists"]
    assert opens["ConditionPathExists"][0] == f"|{Places().pages_open}"
    serving = (UNITS.parent / "appliance/page/command.py").read_text()
    assert f'"{opens["FileDescriptorName"][0]}"' in serving, "by this name it takes its port"


def test_desks_in_browsers_are_a_console_that_the_pages_alone_may_reach() -> None:
    socket, service = settings_of("handbell-browser-desk.socket"), settings_of("handbell-browser-desk.service")
    assert (socket["SocketUser"], socket["SocketGroup"]) == (["handbell-console"], [page.PAGE_USER])
    assert int(socket["SocketMode"][0], 8) == page.SOCKET_MODE
    assert socket["ListenStream"] == [str(RUN_DEFAULT / "browser-desk.sock")]
    assert service["User"] == settings_of("handbell-console@.service")["User"]
    assert {f"-{DATA_DEFAULT}", f"-{Settings().pages}"} <= set(service["InaccessiblePaths"][0].split())


def test_only_the_unit_that_asks_for_a_certificate_writes_into_its_folder() -> None:
    folder, owner = Settings().pages, page.PAGE_USER
    writes = [
        unit for unit in EXPOSURE_MAX if str(folder) in " ".join(settings_of(unit).get("ReadWritePaths", [])).split()
    ]
    assert writes == ["handbell-page-certificate.service"]
    assert settings_of(writes[0])["User"] == [owner]
    folders = (UNITS / "tmpfiles.conf").read_text()
    assert re.search(rf"^d +{folder} +0755 +{owner} +{owner} ", folders, re.MULTILINE), "the daemon looks when it ends"
    begun_anew = " ".join(settings_of("handbell-seed-applied.service")["ExecStart"])
    assert "handbell-page-certificate.service" in begun_anew.split()
    assert str(folder / page_folder.REQUEST) in settings_of("handbell-result.path")["PathChanged"]


def test_who_speaks_to_the_pbx_is_in_the_network_that_was_made_for_it_and_nobody_else_is() -> None:
    serves, makes = settings_of("handbell-phones.service"), settings_of("handbell-phone-network.service")
    namespace = f"/run/netns/{places.NAMESPACE}"
    assert serves["NetworkNamespacePath"] == [namespace]
    others = [unit for unit in EXPOSURE_MAX if "NetworkNamespacePath" in settings_of(unit)]
    assert others == ["handbell-phones.service"]
    (adds,) = makes["ExecStartPre"]
    assert adds.startswith("+/usr/bin/nsenter --target 1 --mount --root --wdns=/ "), (
        "in mounts of its own nobody else would see it"
    )
    assert f"ip netns add {places.NAMESPACE}" in adds
    assert makes["ExecStart"] == [f"{INSTALLED} phone-network make"]
    assert makes["ExecCondition"] == [f"{INSTALLED} phone-network differs"]
    assert Path("/run", makes["RuntimeDirectory"][0]) == FOLDER_DEFAULT
    told = str(RUN_DEFAULT / places.TELEPHONE)
    assert serves["ConditionPathExists"] == [told, namespace]
    assert str(TELEPHONE_DEFAULT) == told
    for path in ("handbell-phone-network.path", "handbell-phrases.path"):
        assert told in settings_of(path)["PathChanged"], path


def test_who_speaks_to_the_pbx_has_its_secret_and_no_file_of_the_box() -> None:
    says = settings_of("handbell-phones.service")
    hidden = {f"-{DATA_DEFAULT}", "-/var/lib/handbell-box", "-/boot"}
    assert hidden <= set(says["InaccessiblePaths"][0].split())
    box = Places().box
    for name in (telephone_file.SECRET_FILE, telephone_file.CA_FILE):
        assert f"{name}:{box}/current/{name}" in says["LoadCredential"]
        assert f"{name}:\\n" in says["SetCredential"], "a box without a seed says what is missing, and starts"
        assert f"%d/{name}" in says["ExecStart"][0].split()
    assert "SupplementaryGroups" not in says and "StateDirectory" not in says
    assert (says["RestrictAddressFamilies"], says["IPAddressDeny"]) == (
        ["AF_UNIX AF_INET AF_INET6 AF_NETLINK"],
        ["any"],
    )
    door = settings_of("handbell-phones-door.socket")
    assert (door["SocketUser"], door["SocketGroup"]) == (["handbell"], says["User"])
    assert door["ListenStream"] == [str(RUN_DEFAULT / "phones.sock")]


def test_who_speaks_phrases_has_no_network_and_keeps_them_where_they_are_read() -> None:
    says = settings_of("handbell-phrases.service")
    assert Path("/var/lib", says["StateDirectory"][0]) == phrases.KEPT
    assert says["StateDirectoryMode"] == ["0755"], "desk phones and the daemon read them"
    words = says["ExecStart"][0].split()
    assert words == [INSTALLED, "phrases", "make", "--from", str(Places().phrases)]
    begun_anew = " ".join(settings_of("handbell-seed-applied.service")["ExecStart"]).split()
    assert {"handbell-phones.service", "handbell-phrases.service"} <= set(begun_anew)


def test_the_door_of_our_buttons_is_where_they_call() -> None:
    says = settings_of("handbell-buttons.socket")
    assert says["ListenStream"] == [f"0.0.0.0:{DIAL_IN_PORT}"]
    assert says["Backlog"] == [str(dial_in.BACKLOG)]


def test_only_the_uplink_and_a_copy_elsewhere_and_who_brings_it_have_a_network_beyond_the_building() -> None:
    for unit in set(EXPOSURE_MAX) - {
        "handbell-uplink.service",
        "handbell-replica-far.service",
        "handbell-fetch-far.service",
        "handbell-alert.service",
        "handbell-ups.service",  # this unit uses the loopback, and nothing else
        "handbell-ups-driver.service",  # this unit hears udev's news, and opens no socket to a network
        "handbell-phones.service",  # this unit is in a network in which there is the PBX alone
        "handbell-phone-network.service",  # this unit makes that network, and opens no socket to any
    }:
        says = settings_of(unit)
        assert says["PrivateNetwork"] == ["yes"], unit
        assert says["RestrictAddressFamilies"] == ["AF_UNIX"], unit


def test_the_uplink_can_enter_no_folder_with_a_key_to_a_record_or_a_button() -> None:
    hidden = settings_of("handbell-uplink.service")["InaccessiblePaths"][0].split()
    assert set(hidden) == {"-/boot", f"-{DATA_DEFAULT}", "-/var/lib/handbell-box"}
    assert "SupplementaryGroups" not in settings_of("handbell-uplink.service")


@pytest.mark.parametrize("unit", ["handbell-replica.service", "handbell-replica-far.service"])
def test_the_replica_has_its_own_folder_the_feed_and_no_key(unit: str) -> None:
    says = settings_of(unit)
    assert Path("/var/lib", says["StateDirectory"][0]) == replica.DATA_DEFAULT
    assert Path("/run", says["RuntimeDirectory"][0]) == replica.OWN_RUN_DEFAULT
    hidden = {"-/boot", f"-{DATA_DEFAULT}", "-/var/lib/handbell-box", "-/var/lib/handbell-uplink"}
    assert set(says["InaccessiblePaths"][0].split()) == hidden
    _, command, *arguments = says["ExecStart"][0].split()
    assert command == "replica"
    assert replica.parse(arguments) == replica.Settings(what="run", seeded=Path("%d/copy"))
    assert says["LoadCredential"][0].startswith("copy:")


@pytest.mark.parametrize("who", ["handbell-fetch", "handbell-fetch-far"])
def test_who_restores_has_keys_and_no_stick_and_who_fetches_has_sticks_and_no_key(who: str) -> None:
    socket, restores = settings_of("handbell-restore.socket"), settings_of("handbell-restore.service")
    fetches, path = settings_of(f"{who}.service"), settings_of(f"{who}.path")
    assert socket["ListenStream"] == [str(Settings().desk_socket.with_name(RESTORE_SOCKET))]
    assert socket["SocketGroup"] == settings_of("handbell-desk.socket")["SocketGroup"]
    assert restores["User"] == settings_of("handbell-alert.service")["User"]
    sticks = {f"-{root}" for root in ROOTS}
    assert sticks | {"-/var/lib/handbell-replica"} <= set(restores["InaccessiblePaths"][0].split())
    assert restores["ReadWritePaths"] == [f"{DATA_DEFAULT} {WANTED.parent}"]
    assert fetches["User"] == settings_of("handbell-replica.service")["User"]
    assert {f"-{DATA_DEFAULT}", "-/var/lib/handbell-box"} <= set(fetches["InaccessiblePaths"][0].split())
    assert set(fetches["ReadWritePaths"][0].split()) == sticks | {str(FETCHED)}
    assert path["PathChanged"] == fetches["ConditionPathExists"][:1] == [str(WANTED)]
    assert f"--wanted {WANTED}" in fetches["ExecStart"][0]
    folders = (UNITS / "tmpfiles.conf").read_text()
    assert re.search(rf"^d +{WANTED.parent} +2750 handbell +{fetches['Group'][0]} ", folders, re.MULTILINE)
    assert re.search(rf"^d +{FETCHED} +2750 {fetches['User'][0]} +{restores['Group'][0]} ", folders, re.MULTILINE)


def test_either_replica_runs_and_never_both() -> None:
    near, far = settings_of("handbell-replica.service"), settings_of("handbell-replica-far.service")
    assert (
        "Conflicts" not in near and "Conflicts" not in far
    )  # with Conflicts, systemd would choose one of them at power on, and would not look at the seed
    assert "handbell-replica.service" in far["After"][0].split()  # so the other one stops first
    assert near["ConditionPathExists"] == [f"!{far['ConditionPathExists'][1]}"], (
        "also where the seed names no place: it says so"
    )
    assert near["RestartPreventExitStatus"] == near["SuccessExitStatus"] == [str(NO_COPY)]
    assert {f"-{root}" for root in ROOTS} == set(near["ReadWritePaths"][0].split())


def test_what_the_seed_names_is_asked_for_as_soon_as_there_is_such_a_seed() -> None:
    ahead = settings_of("handbell-restore-ahead.service")
    assert ahead["ConditionPathExists"] == [str(REPLACES)]
    assert ahead["User"] == settings_of("handbell-restore.service")["User"], "who may ask at the socket"
    assert "handbell-first.target" in " ".join(ahead["After"]).split()
    begun_anew = [each for each in settings_of("handbell-seed-applied.service")["ExecStart"] if " restart " in each]
    assert any("handbell-restore-ahead.service" in each.split() for each in begun_anew)


def test_whoever_is_installed_for_the_target_is_wanted_by_it() -> None:
    """The image gets copies of the units, and nobody enables them but the target that wants them."""
    wanted = " ".join(settings_of("handbell.target")["Wants"]).split()
    meant = {
        unit.name
        for unit in UNITS.iterdir()
        if unit.is_file() and re.search(r"^WantedBy=handbell\.target$", unit.read_text(), re.MULTILINE)
    }
    assert {name for name in meant if "@" not in name} - set(wanted) == {"handbell-bundle.socket"}, (
        "off until IT switches it on"
    )


def test_of_the_two_who_fetch_one_answers_by_what_the_seed_says() -> None:
    near, far = settings_of("handbell-fetch.service"), settings_of("handbell-fetch-far.service")
    assert near["ConditionPathExists"][1] == f"!{far['ConditionPathExists'][1]}"
    assert far["ConditionPathExists"][1] == settings_of("handbell-replica-far.service")["ConditionPathExists"][1]
    assert far["LoadCredential"] == settings_of("handbell-replica-far.service")["LoadCredential"]
    (words,) = far["ExecStart"]
    asked = replica.parse(words.split()[2:])
    assert asked == replica.Settings(what="fetch", wanted=WANTED, seeded=Path("%d/copy"))
    assert replica.parse(near["ExecStart"][0].split()[2:]) == replica.Settings(what="fetch", wanted=WANTED)


def test_a_stick_belongs_to_whom_sets_times_on_it_and_to_the_group_of_what_is_copied() -> None:
    carries = (UNITS / "handbell-carry@.service").read_text()
    assert "uid=handbell-replica,gid=handbell-stick," in carries
    assert settings_of("handbell-replica.service")["Group"] == ["handbell-stick"]


def test_every_service_that_stays_is_started_again_for_ever() -> None:
    for unit in (
        "handbell-alert.service",
        "handbell-console@.service",
        "handbell-serial@.service",
        "handbell-uplink.service",
        "handbell-replica.service",
        "handbell-replica-far.service",
        "handbell-ups-driver.service",
        "handbell-ups.service",
        "handbell-page.service",
        "handbell-browser-desk.service",
        "handbell-phones.service",
    ):
        says = settings_of(unit)
        assert (says["Restart"], says["StartLimitIntervalSec"]) == (["always"], ["0"]), unit


def test_at_power_on_the_daemon_has_the_first_turn_for_a_minute_at_most() -> None:
    first = "handbell-first.target"
    assert (settings_of(first)["After"], settings_of(first)["JobTimeoutSec"]) == (["handbell-alert.service"], ["60s"])
    grow = (FILES / "usr/lib/systemd/system/handbell-grow.service").read_text()
    assert re.search(rf"^After=.*\b{first}$", grow, re.MULTILINE)
    for unit in (
        "console@",
        "serial@",
        "uplink",
        "replica",
        "replica-far",
        "seed",
        "page",
        "browser-desk",
        "page-certificate",
        "phones",
        "phone-network",
        "phrases",
    ):
        assert first in " ".join(settings_of(f"handbell-{unit}.service")["After"]).split(), unit
    # A unit that wanted this target itself would wait for it at each later start too: a minute each time, where the daemon did not start.
    wanting = [
        unit.name
        for unit in UNITS.iterdir()
        if unit.is_file() and re.search(rf"^Wants=.*{first}", unit.read_text(), re.M)
    ]
    assert wanting == ["handbell.target"]


def test_nothing_starves_the_daemon() -> None:
    weights = {unit: int(settings_of(unit).get("CPUWeight", ["100"])[0]) for unit in EXPOSURE_MAX}
    assert max(weights, key=lambda unit: weights[unit]) == "handbell-alert.service"
    assert {unit for unit in EXPOSURE_MAX if settings_of(unit).get("Slice") == ["handbell.slice"]} == {
        "handbell-alert.service",
        "handbell-console@.service",
        "handbell-serial@.service",
        "handbell-browser-desk.service",
    }
    kept = [
        settings_of(f"handbell-{unit}.service")["MemoryMin"][0]
        for unit in ("alert", "console@", "serial@", "browser-desk")
    ]
    assert sum(int(each.removesuffix("M")) for each in kept) == int(
        settings_of("handbell.slice")["MemoryMin"][0].removesuffix("M")
    )


def test_the_daemon_reaches_every_kind_of_line_that_a_plan_may_have() -> None:
    says = settings_of("handbell-alert.service")
    assert says["DevicePolicy"] == ["closed"]
    lines = {f"char-{kind} rw" for kind in (TTY_ACM, TTY_USB, "ttyAMA", "ttyS")}
    assert set(says["DeviceAllow"]) == {f"char-{ALSA} rw", "char-gpiochip rw"} | lines
    for path in ("/dev/serial/by-id/x", "/dev/serial/by-path/x", "/dev/ttyAMA0", "/dev/ttyS0"):
        assert where(path) == Local(path)
    for host in ("10.0.0.1", "172.31.0.1", "192.168.0.1", "[fd00::1]", "127.0.0.1", "[::1]"):
        assert isinstance(where(f"socket://{host}:4001"), Remote)
    assert says["IPAddressAllow"] == [LAN]


def test_a_kind_of_device_whose_driver_is_loaded_later_is_allowed_by_its_number() -> None:
    """systemd looks the name up once, as the unit starts, and forbids a kind that does not exist yet (seen with a receiver on a box)."""
    allowed = settings_of("handbell-alert.service")["DeviceAllow"]
    named = {each.split()[0] for each in allowed if not each.split()[0].removeprefix("char-").isdigit()}
    assert named == IN_THE_KERNEL


@pytest.mark.skipif(shutil.which("udevadm") is None, reason="udevadm is not installed")
def test_udev_understands_our_rules() -> None:
    rules = sorted(UNITS.glob("*.rules"))
    assert len(rules) == 2
    said = run("udevadm", "verify", "--resolve-names=never", *rules)
    assert said.returncode == 0, said.stderr


def test_udev_gives_the_daemon_its_wires_and_takes_no_time_of_a_press() -> None:
    rules = (UNITS / "91-handbell-wires.rules").read_text()
    assert 'SUBSYSTEM=="gpio", KERNEL=="gpiochip*", GROUP="gpio", MODE="0660"' in rules
    assert 'DRIVER=="ftdi_sio", ATTR{latency_timer}="1"' in rules


def test_a_serial_line_where_nobody_may_be_stands_at_no_desk() -> None:
    assert "--desk" not in settings_of("handbell-serial@.service")["ExecStart"][0]
    assert "-/etc/handbell/console-serial.env" in settings_of("handbell-serial@.service")["EnvironmentFile"], (
        "but a seed may say so"
    )
    assert settings_of("handbell-serial@.service")["Alias"] == ["serial-getty@.service"]


def test_the_chip_s_watchdog_counts_less_than_it_can() -> None:
    assert settings_of("system.conf")["RuntimeWatchdogSec"] == ["14s"]


def test_whoever_owns_something_on_the_card_has_one_number_for_ever() -> None:
    made = re.findall(r"^[ug] +(\S+) +(\S+)", (UNITS / "sysusers.conf").read_text(), re.MULTILINE)
    numbers = [int(number) for _, number in made]
    assert len(set(numbers)) == len(numbers)
    assert all(850 <= number < 900 for number in numbers)


def test_desk_and_feed_have_different_groups() -> None:
    assert settings_of("handbell-desk.socket")["SocketGroup"] != settings_of("handbell-feed.socket")["SocketGroup"]
    assert f"g     {peer.ADMIN_GROUP} " in (UNITS / "sysusers.conf").read_text()


def test_folders_are_those_of_the_daemons_settings() -> None:
    says = settings_of("handbell-alert.service")
    assert Path("/var/lib", says["StateDirectory"][0]) == DATA_DEFAULT
    assert says["RequiresMountsFor"] == [str(DATA_DEFAULT)]
    assert re.search(
        rf"^d +{RUN_DEFAULT} +0755 +handbell +handbell ", (UNITS / "tmpfiles.conf").read_text(), re.MULTILINE
    )
    assert says["ReadWritePaths"] == [str(RUN_DEFAULT)], "for the copy of a record on a card that takes nothing"
    assert "RuntimeDirectory" not in says  # with it, systemd would remove the sockets at every stop


def test_a_stuck_daemon_is_restarted_before_lamps_lose_heart() -> None:
    says = settings_of("handbell-alert.service")
    restart_s = float(says["RestartSec"][0].removesuffix("ms")) / 1000
    assert float(says["WatchdogSec"][0].removesuffix("s")) + restart_s + 1 < PHASE_STALE_AFTER_S
    assert says["StartLimitIntervalSec"] == ["0"]
    assert says["Restart"] == ["always"]


def test_users_and_groups_are_made(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    said = run("systemd-sysusers", f"--root={tmp_path}", UNITS / "sysusers.conf")
    assert said.returncode == 0, said.stderr
    groups = dict(line.split(":")[::3] for line in (tmp_path / "etc" / "group").read_text().splitlines())
    assert groups["handbell-desk"] == "handbell-console,it"
    assert groups["handbell-admin"] == "it"
    assert set(groups["handbell-feed"].split(",")) == {"handbell-uplink", "handbell-bundle", "handbell-replica"}
    assert set(groups["handbell-stick"].split(",")) == {"handbell-replica", "handbell-bundle"}
    assert groups["audio"] == groups["dialout"] == groups["gpio"] == "handbell"


def test_folders_are_made(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    run("systemd-sysusers", f"--root={tmp_path}", UNITS / "sysusers.conf")
    said = run("systemd-tmpfiles", "--dry-run", "--create", f"--root={tmp_path}", UNITS / "tmpfiles.conf")
    assert (said.returncode, said.stderr.count("rror")) == (0, 0), said.stderr
    assert "/run/handbell" in said.stdout + said.stderr


def test_users_of_the_units_and_sockets_are_those_that_are_made() -> None:
    made = set(re.findall(r"^[ug] +(\S+)", (UNITS / "sysusers.conf").read_text(), re.MULTILINE))
    named = {
        value
        for unit in UNITS.iterdir()
        if unit.suffix in {".service", ".socket"}
        for word in ("User", "Group", "SocketUser", "SocketGroup", "SupplementaryGroups")
        for values in settings_of(unit.name).get(word, [])
        for value in values.split()
    }
    assert named <= made


def test_no_python_lives_here() -> None:
    assert not [path for path in UNITS.rglob("*") if path.suffix == ".py"]


def test_the_webhooks_socket_holds_as_many_callers_as_the_daemon_would() -> None:
    says = settings_of("handbell-webhook.socket")
    assert says["Backlog"] == [str(listening.BACKLOG_OF_STRANGERS)]

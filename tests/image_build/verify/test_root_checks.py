"""Tests that every check of a root finds its mistake, in a small root that is a real erofs."""

import io
import struct
import tarfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from image_build.card.layout import DISK_ID, MIB, PARTITIONS
from image_build.card.table import table_of
from image_build.disk.erofs import make_erofs
from image_build.programs import found, run
from image_build.recipe import SOURCE_DATE_EPOCH
from image_build.verify import root_checks
from image_build.verify.erofs import Erofs
from image_build.verify.opened import Opened

pytestmark = pytest.mark.skipif(found("mkfs.erofs") is None, reason="erofs-utils is not installed")


@dataclass(frozen=True)
class Row:
    path: str
    content: bytes = b""
    link: str = ""
    mode: int = 0o644
    owner: int = 0
    group: int = 0


OURS = enumerate(
    (
        "handbell",
        "handbell-console",
        "handbell-uplink",
        "handbell-seed",
        "handbell-bundle",
        "handbell-replica",
        "handbell-ups",
        "handbell-phones",
        "handbell-phrases",
    ),
    start=850,
)
PASSWD = b"root:x:0:0::/root:/bin/sh\n" + "".join(f"{name}:x:{number}:1::/:/n\n" for number, name in OURS).encode()
SOUND = (
    Row("./", mode=0o755),
    Row("./etc/passwd", PASSWD),
    Row("./etc/group", b"root:x:0:\nshadow:x:42:\n"),
    Row("./etc/shadow", b"root:!*:20370::::::\nhandbell:!*:20370::::::\n", mode=0o640, group=42),
    Row("./etc/machine-id", link="/var/lib/handbell-box/machine-id"),
    Row("./bin", link="usr/bin"),
    Row("./usr/bin/true", b"\x7fELF" + bytes(14) + struct.pack("<H", 183)),
    Row("./usr/bin/sh", link="true"),
    Row("./tmp/", mode=0o1777),
)


def opened(folder: Path, *more: Row) -> Opened:
    """Open a root of these rows; a later row replaces an earlier one of the same path."""
    rows = {row.path: row for row in (*SOUND, *more)}
    parents = {f"{parent}/" for path in rows for parent in map(str, Path(path).parents) if parent != "."}
    with tarfile.open(folder / "root.tar", "w", format=tarfile.GNU_FORMAT) as tar:
        for path in sorted({*rows, *(f"./{name}" for name in parents)}):
            row = rows.get(path, Row(path, mode=0o755))
            info = tarfile.TarInfo(path.rstrip("/"))
            info.mode, info.uid, info.gid, info.size, info.linkname = (
                row.mode,
                row.owner,
                row.group,
                len(row.content),
                row.link,
            )
            info.type = tarfile.DIRTYPE if path.endswith("/") else tarfile.SYMTYPE if row.link else tarfile.REGTYPE
            tar.addfile(info, io.BytesIO(row.content))
    image = folder / "root.erofs"
    make_erofs(folder / "root.tar", image, 8 * MIB, epoch=SOURCE_DATE_EPOCH)
    run(["fsck.erofs", f"--extract={folder / 'root'}", "--no-preserve", "--force", str(image)])
    with closing(Erofs(image)) as inside:
        tree = {node.path: node for node in inside.nodes()}
    return Opened(image, table_of(DISK_ID, PARTITIONS), tree, folder / "root", folder, folder)


def test_a_sound_root_has_nothing_wrong_with_it(tmp_path: Path) -> None:
    image = opened(tmp_path)
    checks = (
        root_checks.owners,
        root_checks.accounts,
        root_checks.secrets,
        root_checks.links,
        root_checks.machine_code,
    )
    assert [said for check in checks for said in check(image)] == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (Row("./usr/bin/su", b"x", mode=0o4755), "/usr/bin/su: runs as somebody else (mode 4755)"),
        (Row("./usr/bin/ssh-agent", b"x", mode=0o2755), "/usr/bin/ssh-agent: runs as somebody else (mode 2755)"),
        (
            Row("./opt/handbell/site/a.py", b"x", owner=1000, group=1000),
            "/opt/handbell/site/a.py: belongs to 1000:1000 and not to root",
        ),
        (Row("./etc/passwd-", b"x", group=42), "/etc/passwd-: belongs to 0:42 and not to root"),
        (Row("./etc/open", b"x", mode=0o666), "/etc/open: can be written by everybody (mode 666)"),
        (Row("./srv/", mode=0o777), "/srv: can be written by everybody (mode 777)"),
    ],
)
def test_owners_and_modes(tmp_path: Path, row: Row, said: str) -> None:
    assert root_checks.owners(opened(tmp_path, row)) == [said]


def test_accounts(tmp_path: Path) -> None:
    passwd = PASSWD + b"toor:x:0:0::/:/bin/sh\nold:$y$abc:1:1::/:/bin/sh\n"
    image = opened(
        tmp_path,
        Row("./etc/passwd", passwd),
        Row("./etc/shadow", b"root:$y$j9T$abc:20370::::::\nopen::1::::::\n", mode=0o640),
    )
    assert root_checks.accounts(image) == [
        "root has a password",
        "open has a password",
        "old has its password in /etc/passwd",
        "toor is a second root",
    ]


def test_every_user_that_the_list_names_is_there_and_some_without_any_list(tmp_path: Path) -> None:
    listed = Row(
        "./usr/lib/sysusers.d/handbell.conf",
        b'# users\nu handbell 850 "Daemon" /\nu newcomer 858 "New" /\nm it newcomer\n',
    )
    assert root_checks.accounts(opened(tmp_path, listed)) == ["there is no user newcomer"]
    (tmp_path / "nobody").mkdir()
    nobody = opened(tmp_path / "nobody", Row("./etc/passwd", b"root:x:0:0::/root:/bin/sh\n"))
    assert len(root_checks.accounts(nobody)) == 8


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            Row("./etc/ssh/ssh_host_ed25519_key", b"x"),
            "/etc/ssh/ssh_host_ed25519_key is of one box, and not for an image",
        ),
        (
            Row("./etc/machine-id", b"cec849e8af746ab26dfd4efe6aee8d01\n"),
            "/etc/machine-id is a file: every box would have the same one",
        ),
        (
            Row(
                "./opt/tls.pem",
                b"-----BEGIN PRIVATE KEY-----\n" + b"MC4CAQAwBQYDK2VwBCIEIA" * 4 + b"\n-----END PRIVATE KEY-----\n",
            ),
            "/opt/tls.pem holds a private key",
        ),
    ],
)
def test_secrets(tmp_path: Path, row: Row, said: str) -> None:
    assert root_checks.secrets(opened(tmp_path, row)) == [said]


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        (Row("./usr/bin/a", link="b"), True),
        (Row("./usr/bin/a", link="a"), True),
        (Row("./usr/bin/a", link="../../../../nowhere"), True),
        (Row("./usr/bin/a", link="/bin/true"), False),
        (Row("./usr/bin/a", link="../bin/sh"), False),
        (Row("./etc/resolv.conf", link="/run/systemd/resolve/stub-resolv.conf"), False),
        (Row("./etc/mtab", link="../proc/self/mounts"), False),
    ],
)
def test_links(tmp_path: Path, row: Row, *, wrong: bool) -> None:
    assert bool(root_checks.links(opened(tmp_path, row))) is wrong


def test_a_library_for_this_computer_is_found(tmp_path: Path) -> None:
    image = opened(tmp_path, Row("./opt/lib/x.so", b"\x7fELF" + bytes(14) + struct.pack("<H", 62) + bytes(40)))
    assert root_checks.machine_code(image) == ["/opt/lib/x.so is for another processor (62)"]


def test_what_our_program_starts_is_there_and_may_be_started(tmp_path: Path) -> None:
    sound = [Row(f".{path}", b"x", mode=0o755) for path in root_checks.STARTED]
    for name in ("spoilt", "sound"):
        (tmp_path / name).mkdir()
    spoilt = [each for each in sound if each.path not in {"./opt/handbell/bin/litestream", "./usr/bin/sftp"}]
    image = opened(tmp_path / "spoilt", *spoilt, Row("./opt/handbell/bin/litestream", b"x", mode=0o744))
    assert root_checks.programs(image) == [
        "/opt/handbell/bin/litestream cannot be started (mode 744)",
        "/usr/bin/sftp is missing",
    ]
    image = opened(tmp_path / "sound", *sound)
    assert root_checks.programs(image) == []


def test_bytecode_that_is_missing_or_doubted(tmp_path: Path) -> None:
    site = "./opt/handbell/site"
    image = opened(
        tmp_path,
        Row(f"{site}/a.py", b"1"),
        Row(f"{site}/b.py", b"1"),
        Row(f"{site}/c.py", b"1"),
        Row(f"{site}/__pycache__/b.cpython-313.pyc", b"abcd" + b"\0\0\0\0" + bytes(8)),
        Row(f"{site}/__pycache__/c.cpython-313.pyc", b"abcd" + b"\1\0\0\0" + bytes(8)),
    )
    assert root_checks.bytecode(image) == [
        "/opt/handbell/site/a.py has no bytecode",
        "/opt/handbell/site/__pycache__/b.cpython-313.pyc is looked at again at every start",
    ]


def test_a_root_without_the_daemon_is_no_root_of_ours(tmp_path: Path) -> None:
    assert root_checks.units(opened(tmp_path)) == ["handbell-alert.service is missing"]


def test_nothing_reaches_for_a_serial_adapter_before_the_daemon(tmp_path: Path) -> None:
    folder = "./usr/lib/udev/rules.d"
    ours = Row(f"{folder}/91-handbell-wires.rules", b'SUBSYSTEM=="gpio", GROUP="gpio"\n')
    braille = Row(f"{folder}/85-brltty.rules", b'ENV{PRODUCT}=="1a86/7523/*", ENV{SYSTEMD_WANTS}="brltty.service"\n')
    sound, without, taken = tmp_path / "sound", tmp_path / "without", tmp_path / "taken"
    for each in (sound, without, taken):
        each.mkdir()
    assert root_checks.wires(opened(sound, ours)) == []
    assert root_checks.wires(opened(without)) == ["/usr/lib/udev/rules.d/91-handbell-wires.rules is missing"]
    assert root_checks.wires(opened(taken, ours, braille)) == [
        "/usr/lib/udev/rules.d/85-brltty.rules gives adapters to brltty"
    ]

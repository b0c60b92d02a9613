"""Tests the initramfs: an archive that other programs can unpack, drivers in an order that can be loaded, and a script that uses only what
is there.
"""

import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from image_build.card.layout import DATA, DISK_ID, ROOT_A, ROOT_B
from image_build.initramfs import cpio
from image_build.initramfs.build import COMMANDS, INIT
from image_build.initramfs.modules import in_order, name_of

SCRIPT = INIT.read_text()
BUILT_IN = set(
    re.findall(
        r"\w+", "break case continue do done echo elif else esac exec export fi for if read return set then until while"
    )
)
OWN = set(re.findall(r"^(\w+)\(\)", SCRIPT, re.MULTILINE))
MODULES_DEP = """kernel/fs/ext4/ext4.ko.xz: kernel/fs/jbd2/jbd2.ko.xz kernel/lib/crc16.ko.xz
kernel/fs/jbd2/jbd2.ko.xz:
kernel/lib/crc16.ko.xz:
kernel/drivers/block/virtio_blk.ko.xz:
kernel/drivers/net/tg3.ko.xz: kernel/drivers/net/ptp.ko.xz
"""


def test_the_archive_is_what_cpio_reads(tmp_path: Path) -> None:
    if shutil.which("cpio") is None:
        pytest.skip("cpio is not installed")
    entries = [
        cpio.folder("bin"),
        cpio.file("bin/busybox", b"program", runs=True),
        cpio.link("bin/sh", "busybox"),
        cpio.file("odd", b"123"),
    ]
    said = subprocess.run(
        ["cpio", "-i", "--quiet", "-D", str(tmp_path)], input=cpio.archive(entries), capture_output=True, check=True
    )
    assert said.stderr == b""
    assert (tmp_path / "bin/busybox").read_bytes() == b"program"
    assert stat.S_IMODE((tmp_path / "bin/busybox").stat().st_mode) == 0o755
    assert (tmp_path / "bin/sh").readlink() == Path("busybox")
    assert (tmp_path / "odd").read_bytes() == b"123"


def test_the_same_entries_make_the_same_bytes() -> None:
    assert cpio.archive([cpio.file("a", b"x")]) == cpio.archive([cpio.file("a", b"x")])
    assert len(cpio.archive([cpio.file("abc", b"x")])) % 4 == 0


def test_a_driver_comes_after_what_it_needs_and_what_is_built_in_is_no_mistake() -> None:
    order = [name_of(path) for path in in_order(MODULES_DEP, ("ext4", "erofs", "virtio_blk"))]
    assert order == ["crc16", "jbd2", "ext4", "virtio_blk"]


def test_the_script_can_be_read_by_a_shell() -> None:
    subprocess.run(["sh", "-n", str(INIT)], check=True)


def test_the_script_uses_no_command_that_is_not_in_the_archive() -> None:
    used = set()
    for line in re.sub(r"\$\{[^}]*\}", "", SCRIPT).splitlines():
        plain = re.sub(r"\"[^\"]*\"|'[^']*'", "", line.split("#", 1)[0] if not line.startswith("#") else "")
        plain = re.sub(r"^ *for \w+ in ", "", plain)
        for part in re.split(r"&&|\|\||[;|{]|\bif\b|\bthen\b|\bdo\b|\bexec\b|\buntil\b|\bwhile\b|!|\$\(", plain):
            word = part.strip().split(" ", 1)[0].rstrip(")")
            if re.fullmatch(r"[a-z_]+", word):
                used.add(word)
    assert used - BUILT_IN - OWN <= set(COMMANDS), used - BUILT_IN - OWN - set(COMMANDS)
    assert {"mount", "insmod", "switch_root", "hexdump"} <= used | set(re.findall(r"\b(hexdump|insmod)\b", SCRIPT))


def test_the_script_and_the_card_agree_on_ids_and_numbers() -> None:
    assert f"disk_id={DISK_ID.to_bytes(4, 'little').hex()} " in SCRIPT
    assert f"slot={ROOT_A.number} " in SCRIPT and f"handbell.slot=b) slot={ROOT_B.number} " in SCRIPT
    assert f"partition {DATA.number})" in SCRIPT


def test_data_is_never_made_anew() -> None:
    assert "mkfs" not in SCRIPT and "mke2fs" not in SCRIPT


def test_a_first_start_that_was_cut_off_is_begun_anew_over_the_links_it_left() -> None:
    """By itself, busybox's cp does not write over a link, and the box would say that its card takes nothing."""
    assert "cp -af /root/usr/share/handbell/var-skeleton/. /root/var/" in SCRIPT


def test_a_repair_that_failed_is_said_also_where_the_data_can_be_mounted(tmp_path: Path) -> None:
    script = SCRIPT[SCRIPT.index("check_data() {") : SCRIPT.index("if ! mount_data")]
    for broken_after, word in (("-p", "has been repaired"), ("-y", "could not be repaired")):
        played = f"""
            say() {{ :; }}
            trouble() {{ echo "$*"; }}
            {script.replace("chroot /root /sbin/e2fsck", "e2fsck").replace("/run/", '"$0"/')}
        """
        ends = "[ $1 = -y ]" if broken_after == "-p" else "false"
        played = f'e2fsck() {{ {ends} && return 1; return 4; }}; mkdir -p "$0/handbell-boot"; {played}'
        said = subprocess.run(["sh", "-c", played, str(tmp_path)], capture_output=True, text=True, check=True)
        assert word in said.stdout, said

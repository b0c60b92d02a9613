"""Builds the initramfs of an image: `init`, busybox and the few drivers that are needed before the root, as one compressed archive."""

import stat
import tarfile
from pathlib import Path
from typing import Final

from image_build.initramfs import cpio
from image_build.initramfs.modules import in_order
from image_build.layers.parts import KernelParts
from image_build.programs import CannotBuild, run

INIT: Final = Path(__file__).with_name("init")
# Every command that `init` uses. A test reads the script and checks that there is no other.
COMMANDS: Final = (
    "cat",
    "chmod",
    "chroot",
    "cp",
    "dd",
    "hexdump",
    "insmod",
    "ln",
    "mkdir",
    "mount",
    "mv",
    "reboot",
    "rm",
    "sh",
    "sleep",
    "switch_root",
    "sync",
    "tail",
)
FOLDERS: Final = ("bin", "dev", "modules", "proc", "root", "run", "sys")


def make_initramfs(kernel: KernelParts, out: Path) -> None:
    """Write the archive, compressed with zstd. Raises CannotBuild."""
    drivers = _drivers(kernel)
    devices = [
        cpio.Entry("dev/console", stat.S_IFCHR | 0o600, device=(5, 1)),
        cpio.Entry("dev/kmsg", stat.S_IFCHR | 0o600, device=(1, 11)),
    ]
    entries = [
        *(cpio.folder(name) for name in FOLDERS),
        *devices,
        cpio.file("bin/busybox", kernel.busybox.read_bytes(), runs=True),
        *(cpio.link(f"bin/{name}", "busybox") for name in COMMANDS),
        cpio.file("modules/order", "".join(f"{name}\n" for name, _ in drivers).encode()),
        *(cpio.file(f"modules/{name}", content) for name, content in drivers),
        cpio.file("init", INIT.read_bytes(), runs=True),
    ]
    plain = out.with_name(out.name + ".cpio")
    plain.write_bytes(cpio.archive(entries))
    # one thread and no input name, so that the bytes are the same on every machine
    run(["zstd", "-q", "-f", "-19", "--single-thread", "--no-check", str(plain), "-o", str(out)])
    plain.unlink()


def _drivers(kernel: KernelParts) -> list[tuple[str, bytes]]:
    """Return file name and content of each driver, in the order in which they are loaded. They are unpacked, since insmod reads no
    `.xz`.
    """
    under = f"./usr/lib/modules/{kernel.version}"
    with tarfile.open(kernel.root_tar) as tar:
        order = in_order(_bytes(tar, f"{under}/modules.dep").decode())
        return [_unpacked(Path(path).name, _bytes(tar, f"{under}/{path}")) for path in order]


def _bytes(tar: tarfile.TarFile, name: str) -> bytes:
    try:
        source = tar.extractfile(name)
    except KeyError:
        source = None
    if source is None:
        raise CannotBuild(f"The kernel's layer has no {name}. Build it anew: take its folder out of the cache.")
    return source.read()


def _unpacked(name: str, content: bytes) -> tuple[str, bytes]:
    if name.endswith(".xz"):
        import lzma  # noqa: PLC0415  only some kernels have their modules packed

        return name.removesuffix(".xz"), lzma.decompress(content)
    return name, content

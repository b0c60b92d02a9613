"""Tests which kernel modules stay: those the recipe names, and all modules that these need."""

from pathlib import Path

from image_build.layers.modules import closure, prune

DEP = """\
kernel/fs/fat/vfat.ko.xz: kernel/fs/fat/fat.ko.xz
kernel/fs/fat/fat.ko.xz:
kernel/fs/xfs/xfs.ko.xz: kernel/lib/libcrc32c.ko.xz
kernel/lib/libcrc32c.ko.xz:
kernel/drivers/net/usb/lan78xx.ko.xz: kernel/drivers/net/mii.ko.xz
kernel/drivers/net/mii.ko.xz:
kernel/drivers/net/tun.ko.xz:
"""


def tree(folder: Path) -> Path:
    for line in DEP.splitlines():
        module = folder / line.split(":")[0]
        module.parent.mkdir(parents=True, exist_ok=True)
        module.write_bytes(b"")
    (folder / "modules.dep").write_text(DEP)
    (folder / "modules.order").write_text("")
    (folder / "vmlinuz").write_bytes(b"a kernel, which belongs on another partition")
    (folder / "dtb").mkdir()
    return folder


def test_what_a_module_needs_stays_with_it_however_deep() -> None:
    needs = {"a": ["b"], "b": ["c"], "c": ["a"], "d": ["a"]}
    assert closure(["a"], needs) == {"a", "b", "c"}
    assert closure([], needs) == set()


def test_only_modules_named_and_what_they_need_stay(tmp_path: Path) -> None:
    prune(tree(tmp_path), ["fs/fat/vfat", "drivers/net/usb/*"])
    left = sorted(path.name for path in tmp_path.rglob("*.ko.xz"))
    assert left == ["fat.ko.xz", "lan78xx.ko.xz", "mii.ko.xz", "vfat.ko.xz"]


def test_of_the_rest_only_the_tables_stay_that_depmod_reads(tmp_path: Path) -> None:
    prune(tree(tmp_path), ["fs/*"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kernel", "modules.order"]

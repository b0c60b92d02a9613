"""Tests how the root of an image is made from small layers: what goes, what comes, in which order, and the same each time."""

import io
import tarfile
from pathlib import Path

import pytest

from image_build.programs import CannotBuild
from image_build.tree import enabled, places
from image_build.tree.compose import FILES, REPOSITORY, furnish, place_of, write
from image_build.tree.nodes import Tree

EPOCH = 1_760_000_000


def layer(folder: Path, name: str, *rows: tuple[str, str | bytes | None], mode: int = 0o755) -> Path:
    """Make a tar of rows: a path with a text, a link target, or None for a folder. The target of a link begins with `->`, that of a hard
    link with `=>`.
    """
    out = folder / f"{name}.tar"
    with tarfile.open(out, "w", format=tarfile.GNU_FORMAT) as tar:
        for path, content in rows:
            info = tarfile.TarInfo(path)
            info.mode, info.mtime = mode, EPOCH + 500
            if content is None:
                info.type = tarfile.DIRTYPE
                tar.addfile(info)
            elif isinstance(content, str) and content.startswith(("->", "=>")):
                info.type = tarfile.SYMTYPE if content.startswith("->") else tarfile.LNKTYPE
                info.linkname = content[2:]
                tar.addfile(info)
            else:
                data = content.encode() if isinstance(content, str) else content
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
    return out


def debian(folder: Path) -> Path:
    return layer(
        folder,
        "base",
        ("./", None),
        ("./bin", "->usr/bin"),
        ("./etc/", None),
        ("./etc/passwd", "root:x:0:0:root:/root:/bin/bash\n"),
        ("./etc/group", "root:x:0:\naudio:x:29:\ndialout:x:20:\nshadow:x:42:\nsystemd-journal:x:999:\n"),
        ("./etc/shadow", "root:*:20370:0:99999:7:::\n"),
        ("./etc/gshadow", "root:*::\n"),
        ("./etc/machine-id", ""),
        ("./etc/ssh/ssh_host_ed25519_key", "a key made while the package was installed"),
        ("./etc/systemd/system/getty.target.wants/getty@tty1.service", "->/usr/lib/systemd/system/getty@.service"),
        ("./usr/bin/su", b"\x7fELF"),
        ("./usr/bin/a-hard-link", "=>./usr/bin/su"),
        ("./usr/lib/os-release", "ID=debian\n"),
        ("./var/", None),
        ("./var/lib/dpkg/", None),
        ("./var/lib/dpkg/status", "much"),
        ("./var/log/", None),
        ("./var/run", "->/run"),
        mode=0o4755,
    )


def written(folder: Path) -> tarfile.TarFile:
    tree = Tree()
    with tarfile.open(debian(folder)) as base:
        tree.lay(base)
        furnish(tree, units_folder=REPOSITORY / "systemd", files=FILES, version="0.1.0")
        write(tree, folder / "root.tar", epoch=EPOCH)
    return tarfile.open(folder / "root.tar")


def test_what_is_of_one_box_points_to_the_data_partition(tmp_path: Path) -> None:
    with written(tmp_path) as tar:
        assert tar.getmember("./etc/machine-id").linkname == "/var/lib/handbell-box/machine-id"
        assert tar.getmember("./etc/systemd/network").linkname == "/var/lib/handbell-box/network"
        assert (
            tar.getmember("./usr/share/handbell/var-skeleton/lib/handbell-box/hostname").linkname == "current/hostname"
        )


def test_keys_lists_and_what_packages_enabled_are_gone(tmp_path: Path) -> None:
    with written(tmp_path) as tar:
        names = tar.getnames()
    assert not [name for name in names if "ssh_host" in name or "lib/dpkg" in name or "getty.target.wants" in name]


def test_var_is_empty_and_its_folders_are_kept_for_the_first_start(tmp_path: Path) -> None:
    with written(tmp_path) as tar:
        assert [name for name in tar.getnames() if name.startswith("./var/")] == []
        assert tar.getmember(f"{places.SKELETON}/log").isdir()
        assert tar.getmember(f"{places.SKELETON}/run").linkname == "/run"
        box = tar.getmember(f"{places.SKELETON}/lib/handbell-box")
        assert (box.uid, box.gid, box.mode) == (853, 853, 0o755)


def test_nothing_runs_as_somebody_else_and_no_time_is_later_than_the_epoch(tmp_path: Path) -> None:
    with written(tmp_path) as tar:
        assert [member.name for member in tar if member.isreg() and member.mode & 0o6000] == []
        assert {member.mtime for member in tar} == {EPOCH}


def test_nothing_of_the_districts_server_is_there(tmp_path: Path) -> None:
    with written(tmp_path) as tar:
        assert [name for name in tar.getnames() if "district" in name] == []


def test_no_document_of_the_code_is_there(tmp_path: Path) -> None:
    with written(tmp_path) as tar:
        assert [name for name in tar.getnames() if name.endswith(".md")] == []


def test_our_units_are_there_and_started(tmp_path: Path) -> None:
    with written(tmp_path) as tar:
        wants = "./etc/systemd/system/multi-user.target.wants"
        assert tar.getmember(f"{wants}/handbell.target").linkname == "/usr/lib/systemd/system/handbell.target"
        assert tar.getmember(f"{wants}/handbell-grow.service").issym()
        assert tar.getmember("./etc/systemd/system/serial-getty@.service").linkname.endswith("handbell-serial@.service")
        assert tar.getmember("./etc/systemd/system/systemd-logind.service").linkname == "/dev/null"
        assert tar.getmember("./usr/lib/sysusers.d/handbell.conf").isreg()


def test_order_is_by_name_with_hard_links_last(tmp_path: Path) -> None:
    with written(tmp_path) as tar:
        names = tar.getnames()
        assert tar.getmember(names[-1]).islnk()
        assert names[:-1] == sorted(names[:-1])
        seen: set[str] = set()
        for name in names:
            assert name == "." or str(Path(name).parent).removeprefix("./") in {"."} | {
                one.removeprefix("./") for one in seen
            }, name
            seen.add(name)


def test_made_twice_it_is_the_same_to_the_byte(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        written(tmp_path / name).close()
    assert (tmp_path / "one/root.tar").read_bytes() == (tmp_path / "two/root.tar").read_bytes()


def test_a_file_nobody_knows_the_place_of_stops_the_build() -> None:
    with pytest.raises(CannotBuild, match=r"systemd/notes\.txt"):
        place_of(Path("notes.txt"))
    assert place_of(Path("brltty.service.d/handbell.conf")) == "./usr/lib/systemd/system/brltty.service.d/handbell.conf"


def test_a_unit_says_itself_what_starts_it_but_a_template() -> None:
    made = enabled.links(
        {
            "handbell-x.service": "[Unit]\nWantedBy=no.target\n[Install]\nWantedBy=a.target b.target\n",
            "handbell-y@.service": "[Install]\nWantedBy=a.target\n",
        }
    )
    ours = {path for path in made if "handbell-" in path}
    assert ours == {
        "./etc/systemd/system/a.target.wants/handbell-x.service",
        "./etc/systemd/system/b.target.wants/handbell-x.service",
    }

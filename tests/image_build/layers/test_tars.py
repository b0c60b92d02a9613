"""Tests the tars of layers: the same members make the same bytes, owners stay, and no program runs with its owner's rights (setuid)."""

import io
import tarfile
from pathlib import Path

from image_build.layers.tars import Rewrite, files_below, from_files, rewritten
from image_build.recipe import SOURCE_DATE_EPOCH


def entry(name: str, **more: object) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    for what, value in more.items():
        setattr(made, what, value)
    return made


def tar(place: Path, *members: tuple[tarfile.TarInfo, bytes]) -> Path:
    with tarfile.open(place, "w", format=tarfile.PAX_FORMAT) as archive:
        for member, content in members:
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return place


def listed(place: Path) -> dict[str, tarfile.TarInfo]:
    with tarfile.open(place) as archive:
        return {member.name: member for member in archive}


def test_members_are_sorted_and_named_alike_and_their_times_end_at_the_recipes(tmp_path: Path) -> None:
    new = SOURCE_DATE_EPOCH + 1000
    source = tar(tmp_path / "in.tar", (entry("./b", mtime=new), b"2"), (entry("a", mtime=5), b"1"))
    rewritten([source], tmp_path / "out.tar")
    members = listed(tmp_path / "out.tar")
    assert list(members) == ["./a", "./b"]
    assert (members["./a"].mtime, members["./b"].mtime) == (5, SOURCE_DATE_EPOCH)


def test_owners_and_modes_stay_but_no_file_lends_its_owners_rights(tmp_path: Path) -> None:
    folder = entry("./var/log/journal", type=tarfile.DIRTYPE, mode=0o2755, gid=997)
    source = tar(tmp_path / "in.tar", (entry("./usr/bin/su", mode=0o4755, uid=0), b""), (folder, b""))
    rewritten([source], tmp_path / "out.tar", Rewrite(no_setuid=True))
    members = listed(tmp_path / "out.tar")
    assert members["./usr/bin/su"].mode == 0o755
    assert (members["./var/log/journal"].mode, members["./var/log/journal"].gid) == (0o2755, 997)


def test_a_hard_link_comes_after_what_it_links_to(tmp_path: Path) -> None:
    link = entry("./a-link", type=tarfile.LNKTYPE, linkname="z-file")
    source = tar(tmp_path / "in.tar", (entry("./z-file"), b"whole"), (link, b""))
    rewritten([source], tmp_path / "out.tar")
    with tarfile.open(tmp_path / "out.tar") as archive:
        assert archive.getnames() == ["./z-file", "./a-link"]
        taken = archive.extractfile("./a-link")
        assert taken is not None and taken.read() == b"whole"


def test_what_is_left_out_is_left_out_and_of_two_with_one_name_the_later_counts(tmp_path: Path) -> None:
    first = tar(tmp_path / "1.tar", (entry("./etc/ssh/ssh_host_rsa_key"), b"secret"), (entry("./etc/motd"), b"old"))
    second = tar(tmp_path / "2.tar", (entry("./etc/motd"), b"new"))
    rewritten([first, second], tmp_path / "out.tar", Rewrite(leave_out=["./etc/ssh/ssh_host_*"]))
    with tarfile.open(tmp_path / "out.tar") as archive:
        assert archive.getnames() == ["./etc/motd"]
        taken = archive.extractfile("./etc/motd")
        assert taken is not None and taken.read() == b"new"


def test_files_are_roots_with_their_parents_and_the_same_every_time(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    (tree / "sub").mkdir(parents=True)
    (tree / "sub/run").write_text("#!/bin/sh\n")
    (tree / "sub/run").chmod(0o700)
    (tree / "sub/link").symlink_to("run")
    from_files(files_below(tree, "./opt"), tmp_path / "1.tar")
    from_files(reversed(list(files_below(tree, "./opt"))), tmp_path / "2.tar")
    members = listed(tmp_path / "1.tar")
    assert list(members) == ["./opt", "./opt/sub", "./opt/sub/link", "./opt/sub/run"]
    assert {member.uid for member in members.values()} == {0}
    assert members["./opt/sub/run"].mode == 0o755
    assert members["./opt/sub/link"].linkname == "run"
    assert (tmp_path / "1.tar").read_bytes() == (tmp_path / "2.tar").read_bytes()

"""Tests which archive is asked: the one that a person names, else the machine's own, else Debian's."""

from pathlib import Path

from image_build.layers.mirror import DEFAULT, Mirror, named, of_machine

DEB822 = """\
# a mirror of the district
Types: deb
URIs: https://mirror.example/debian/
Suites: trixie trixie-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.pgp

Types: deb
URIs: https://mirror.example/debian-security
Suites: trixie-security
Components: main
"""


def etc(tmp_path: Path, **files: str) -> Path:
    (tmp_path / "sources.list.d").mkdir()
    for name, text in files.items():
        (tmp_path / "sources.list.d" / name.replace("_", ".")).write_text(text)
    return tmp_path


def test_a_machine_that_names_none_uses_debians_own(tmp_path: Path) -> None:
    assert of_machine("trixie", etc(tmp_path)) == Mirror(DEFAULT, "http://deb.debian.org/debian-security")


def test_the_machines_own_mirror_is_used(tmp_path: Path) -> None:
    found = of_machine("trixie", etc(tmp_path, debian_sources=DEB822))
    assert found == Mirror("https://mirror.example/debian", "https://mirror.example/debian-security")


def test_sources_of_the_older_kind_are_read_as_well(tmp_path: Path) -> None:
    lines = (
        "deb-src http://no.example/debian trixie main\ndeb [arch=amd64] http://one.example/debian trixie main contrib\n"
    )
    found = of_machine("trixie", etc(tmp_path, a_list=lines))
    assert found == Mirror("http://one.example/debian", "http://one.example/debian-security")


def test_an_archive_that_is_switched_off_or_of_another_suite_is_not_asked(tmp_path: Path) -> None:
    off = DEB822.replace("Types: deb\n", "Types: deb\nEnabled: no\n", 1)
    other = "deb http://old.example/debian bookworm main\n"
    found = of_machine("trixie", etc(tmp_path, debian_sources=off, old_list=other))
    assert found.main == DEFAULT


def test_a_snapshot_is_an_archive_whose_index_may_be_old() -> None:
    then = named("https://snapshot.debian.org/archive/debian/20261125T000000Z/")
    assert then.security == "https://snapshot.debian.org/archive/debian-security/20261125T000000Z"
    assert then.is_snapshot
    assert not named("http://deb.debian.org/debian").is_snapshot


def test_newer_kernels_are_asked_for_only_where_a_target_needs_them() -> None:
    lines = named(DEFAULT).sources("trixie").splitlines()
    assert [line.split()[3] for line in lines] == ["trixie", "trixie-updates", "trixie-security"]
    assert "trixie-backports" in named(DEFAULT).sources("trixie", backports=True)

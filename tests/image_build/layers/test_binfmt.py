"""Tests how the kernel says whether arm64 programs run here."""

import platform
from pathlib import Path

import pytest

from image_build.layers.binfmt import ready

ENTRY = "{state}\ninterpreter /usr/libexec/qemu-binfmt/aarch64-binfmt-P\nflags: {flags}\noffset 0\nmagic 7f454c46\n"

pytestmark = pytest.mark.skipif(platform.machine() == "aarch64", reason="this machine runs arm64 programs by itself")


def said(kernel: Path, state: str, flags: str) -> bool:
    (kernel / "qemu-aarch64").write_text(ENTRY.format(state=state, flags=flags))
    return ready(kernel)


def test_they_run_where_qemu_is_registered_and_kept_open_for_a_chroot(tmp_path: Path) -> None:
    assert said(tmp_path, "enabled", "POF")


@pytest.mark.parametrize(("state", "flags"), [("disabled", "POF"), ("enabled", "PO"), ("enabled", "")])
def test_they_do_not_where_it_is_off_or_would_be_looked_for_inside(tmp_path: Path, state: str, flags: str) -> None:
    assert not said(tmp_path, state, flags)


def test_they_do_not_where_nothing_is_registered(tmp_path: Path) -> None:
    assert not ready(tmp_path)
    assert not ready(tmp_path / "not mounted")

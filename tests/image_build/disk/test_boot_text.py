"""Tests what the first stage and the kernel are told: it is sound for every target, and every known slip is found."""

import pytest

from image_build.disk import boot_text
from image_build.recipe import TARGETS
from image_build.verify.lint import cmdline_mistakes, config_mistakes

ON_CARD = {"vmlinuz", "initrd.img", "config.txt", "cmdline.txt"}
ROOT = "PARTUUID=48424c31-02"
CONFIG = boot_text.CONFIG
CMDLINE = boot_text.cmdline_txt("ttyS1")


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_what_we_write_is_sound_for_every_target(name: str) -> None:
    files = boot_text.files(TARGETS[name], "0.1.0")
    assert config_mistakes(files["config.txt"], ON_CARD) == []
    assert cmdline_mistakes(files["cmdline.txt"], ROOT) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("kernel=vmlinuz", "kernel=vmlinux"), "vmlinux, which is not on the card"),
        (("followkernel", "0x00f00000"), "must follow the kernel"),
        (("arm_64bit=1", "arm_64bits=1"), "arm_64bits is not one of ours"),
        (("arm_64bit=1\n", ""), "arm_64bit is missing"),
        (("boot_delay=0", "boot_delay=one"), "boot_delay cannot be 'one'"),
        (("boot_delay=0", "boot_delay=0\nboot_delay=0"), "boot_delay stands twice"),
        (("# No rainbow", "# " + "x" * 97), "everything after 98 is lost"),
    ],
)
def test_a_slip_in_config_txt_is_found(change: tuple[str, str], said: str) -> None:
    wrong = config_mistakes(CONFIG.replace(*change, 1), ON_CARD)
    assert any(said in one for one in wrong), wrong
    assert wrong[0].startswith("config.txt")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("\n", ""), "must be one line"),
        ((" ro ", "\nro "), "must be one line"),
        (("\n", "\r\n"), "must be one line"),
        (("ttyS1,115200 ", "ttyS1,115200\t"), "must be one line"),
        (("consoleblank=0", "consoleblank=600"), "consoleblank=0 is missing"),
        (("panic=10", "panic=10 panic=0"), "panic stands twice"),
        (("48424c31-02", "48424c31-03"), "PARTUUID=48424c31-02 is missing"),
        (("console=tty1 ", ""), "must be the last console"),
        ((" ro ", " ro systemd.debug_shell=tty9 "), "systemd.debug_shell=tty9 must not be there"),
        ((" ro ", " ro init=/bin/sh "), "init=/bin/sh must not be there"),
        ((" ro ", " rw "), "rw must not be there"),
        ((" ro ", f" ro x={'y' * 2048} "), "more than the 2048 bytes"),
    ],
)
def test_a_slip_in_cmdline_txt_is_found(change: tuple[str, str], said: str) -> None:
    assert CMDLINE.replace(*change) != CMDLINE
    wrong = cmdline_mistakes(CMDLINE.replace(*change), ROOT)
    assert any(said in one for one in wrong), wrong

"""Finds mistakes in `config.txt` and `cmdline.txt` that would show only on hardware. Pure: text in, sentences out.

Sources: https://www.raspberrypi.com/documentation/computers/config_txt.html (98 characters a line, one line of kernel words), and
the kernel's limit of 2048 bytes on arm64 (COMMAND_LINE_SIZE).
"""

from collections.abc import Set as AbstractSet
from typing import Final

LINE_MAX: Final = 98
WORDS_MAX: Final = 2048
# The settings that we use, with their allowed values. Anything else is a typing mistake: the first stage ignores what it does not know.
KNOWN: Final = {
    "arm_64bit": {"1"},
    "upstream_kernel": {"1"},
    "enable_uart": {"0", "1"},
    "hdmi_force_hotplug": {"1"},
    "disable_overscan": {"0", "1"},
    "disable_splash": {"1"},
    "boot_delay": {"0"},
}
NEEDED: Final = ("arm_64bit", "upstream_kernel", "hdmi_force_hotplug")
# Words that a kernel needs on a box, and words that must never be left over from a search for a fault.
NEEDED_WORDS: Final = ("ro", "rootfstype=erofs", "consoleblank=0", "panic=10", "net.ifnames=0")
FORBIDDEN_WORDS: Final = (
    "init=",
    "rdinit=",
    "systemd.debug_shell",
    "systemd.unit=",
    "single",
    "rw",
    "systemd.mask=",
    "nowatchdog",
)


def config_mistakes(text: str, files: AbstractSet[str]) -> list[str]:
    """List what is wrong with a config.txt; `files` are the names on the same partition."""
    wrong: list[str] = []
    seen: set[str] = set()
    for number, line in enumerate(text.split("\n"), start=1):
        where = f"config.txt, line {number}"
        if len(line) > LINE_MAX:
            wrong.append(f"{where}: {len(line)} characters, and everything after {LINE_MAX} is lost")
        words = line.split("#", 1)[0].strip()
        if not words:
            continue
        name, _, value = words.partition("=")
        if words.startswith("initramfs "):
            name, value = "initramfs", words.split()[1]
            if words.split()[2:] != ["followkernel"]:
                wrong.append(f"{where}: the initramfs must follow the kernel (followkernel)")
        if name in seen:
            wrong.append(f"{where}: {name} stands twice")
        seen.add(name)
        wrong += [f"{where}: {said}" for said in _setting(name, value, files)]
    return wrong + [f"config.txt: {name} is missing" for name in (*NEEDED, "kernel", "initramfs") if name not in seen]


def _setting(name: str, value: str, files: AbstractSet[str]) -> list[str]:
    if name in {"kernel", "initramfs"}:
        return [] if value in files else [f"{name} names {value}, which is not on the card"]
    if name not in KNOWN:
        return [f"{name} is not one of ours"]
    return [] if value in KNOWN[name] else [f"{name} cannot be {value!r}"]


def cmdline_mistakes(text: str, root: str) -> list[str]:
    """List what is wrong with a cmdline.txt; `root` is the root that it must name, such as `PARTUUID=48424c31-02`."""
    wrong: list[str] = []
    if text.count("\n") != 1 or not text.endswith("\n") or "\r" in text or "\t" in text:
        wrong.append("it must be one line, with one line end and spaces only: the first stage reads no further")
    if len(text.encode()) > WORDS_MAX:
        wrong.append(f"it has more than the {WORDS_MAX} bytes a kernel takes")
    words = text.split()
    names = [word.partition("=")[0] for word in words if not word.startswith("console=")]
    wrong += [f"{name} stands twice" for name in sorted({name for name in names if names.count(name) > 1})]
    wrong += [f"{word} is missing" for word in (*NEEDED_WORDS, f"root={root}") if word not in words]
    wrong += [f"{word} must not be there" for word in words if _is_forbidden(word)]
    consoles = [word for word in words if word.startswith("console=")]
    if not consoles or consoles[-1] != "console=tty1":
        wrong.append(
            "console=tty1 must be the last console, so that the screen shows what happens before the console is there"
        )
    return [f"cmdline.txt: {said}" for said in wrong]


def _is_forbidden(word: str) -> bool:
    return any(word.startswith(one) if "=" in one or "." in one else word == one for one in FORBIDDEN_WORDS)

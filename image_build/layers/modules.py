"""Decides which of a kernel's modules a box keeps: those that are named, and all that they need. Reads a folder of modules and removes
the others; it runs nothing.
"""

import shutil
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

# Debian's packages have these files, and depmod reads them beside the modules themselves.
_TABLES: Final = ("modules.builtin", "modules.builtin.modinfo", "modules.order")


def closure(kept: Iterable[str], needs: Mapping[str, Iterable[str]]) -> set[str]:
    """Return `kept`, what they need, what that needs, and so on."""
    reached: set[str] = set()
    waiting = list(kept)
    while waiting:
        module = waiting.pop()
        if module not in reached:
            reached.add(module)
            waiting.extend(needs.get(module, ()))
    return reached


def prune(folder: Path, patterns: Iterable[str]) -> None:
    """Leave in `folder` (a `/usr/lib/modules/VERSION`) only modules whose path below `kernel/` fits a pattern, and the modules that
    they need.
    """
    patterns = list(patterns)
    needs = _needs(folder)
    here = {str(path.relative_to(folder)) for path in folder.glob("kernel/**/*.ko*")}
    wanted = {module for module in here if any(_fits(module, pattern) for pattern in patterns)}
    staying = closure(wanted, needs)
    for module in here - staying:
        (folder / module).unlink()
    for other in folder.iterdir():
        if other.name != "kernel" and other.name not in _TABLES:
            shutil.rmtree(other) if other.is_dir() and not other.is_symlink() else other.unlink()


def _fits(module: str, pattern: str) -> bool:
    plain = module.removeprefix("kernel/").split(".ko", 1)[0]
    return fnmatchcase(plain, pattern)


def _needs(folder: Path) -> dict[str, list[str]]:
    """Read `modules.dep`, which depmod wrote for the whole tree: `module: needed needed`."""
    lines = (folder / "modules.dep").read_text().splitlines()
    split = (line.split(":", 1) for line in lines)
    return {module: needed.split() for module, needed in split}

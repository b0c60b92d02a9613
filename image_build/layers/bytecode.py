"""Makes Python's bytecode for a root that is never written. On the box it is used without a check (PEP 552, unchecked hashes).

Debian makes bytecode on each machine, and Python compares it with the time of its source. In an image, all times are the recipe's.
"""

import shutil
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from image_build.layers.tars import files_below, from_files
from image_build.programs import CannotBuild, found, run
from image_build.recipe import PYTHON


def interpreter() -> str:
    """Find a Python of the box's version on this machine: only its bytecode works on the box."""
    if sys.version_info[:2] == PYTHON:
        return sys.executable
    version = ".".join(map(str, PYTHON))
    path = found(f"python{version}")
    if path is None:
        raise CannotBuild(
            f"Bytecode for the box is made by Python {version}, which is not here. On Debian 13: sudo apt-get install python3"
        )
    return path


def compile_below(folder: Path, runs_at: str) -> None:
    """Make bytecode beside every module in `folder`, which is `runs_at` on the box (tracebacks will name that path)."""
    words = ["-m", "compileall", "-q", "-f", "-j", "0", "-o", "0", "--invalidation-mode", "unchecked-hash"]
    run([interpreter(), "-I", *words, "-s", str(folder), "-p", runs_at, str(folder)])


@contextmanager
def compiled(root: Path, below: str) -> Iterator[Path]:
    """Make a tar with bytecode for the modules in the tar `root` whose names begin with `below`, such as `./usr/lib/python3`."""
    work = Path(tempfile.mkdtemp(prefix="handbell-bytecode-"))
    try:
        tree = work / "tree"
        with tarfile.open(root, "r:") as archive:
            sources = [m for m in archive if m.isreg() and m.name.startswith(below) and m.name.endswith(".py")]
            archive.extractall(tree, sources, filter="data")
        compile_below(tree, "/")
        out = work / "bytecode.tar"
        from_files((entry for entry in files_below(tree, ".") if entry[0].endswith(".pyc")), out)
        yield out
    finally:
        shutil.rmtree(work, ignore_errors=True)

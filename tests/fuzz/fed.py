"""Runs atheris on one reader of bytes for a bounded time. Needs atheris, which has wheels for x86-64 alone; knows no reader."""

import sys
from collections.abc import Callable

import atheris

INPUT_LEN_MAX = 4096
ONE_S_MAX = 20  # for one input, which takes a millisecond; the machine does other things too
MEMORY_MIB_MAX = 512  # for the whole process; it has 120 before the first input


def fed(
    reader: Callable[[bytes], None],
    refusals: tuple[type[Exception], ...],
    seconds: str,
    folder: str,
    length_max: int = INPUT_LEN_MAX,
) -> None:
    """Run for so long; libFuzzer exits with 77 when an input made a reader fail. FOLDER holds the inputs to begin with, and gets those that
    were found.
    """

    def once(data: bytes) -> None:
        try:
            reader(data)
        except refusals:
            return

    flags = [f"-max_total_time={seconds}", f"-max_len={length_max}", f"-artifact_prefix={folder}/found-"]
    flags += [f"-timeout={ONE_S_MAX}", f"-rss_limit_mb={MEMORY_MIB_MAX}"]
    atheris.Setup([sys.argv[0], *flags, folder], once)
    atheris.Fuzz()

"""One reader of bytes, fed by atheris for a bounded time. Needs atheris, which has wheels for x86-64 alone; knows no reader."""

import sys
from collections.abc import Callable

import atheris

INPUT_LEN_MAX = 4096


def fed(reader: Callable[[bytes], None], refusals: tuple[type[Exception], ...], seconds: str, folder: str) -> None:
    """Run for so long; libFuzzer exits with 77 when an input made a reader fail. FOLDER holds beginnings, and what was found."""

    def once(data: bytes) -> None:
        try:
            reader(data)
        except refusals:
            return

    flags = [f"-max_total_time={seconds}", f"-max_len={INPUT_LEN_MAX}", f"-artifact_prefix={folder}/found-"]
    atheris.Setup([sys.argv[0], *flags, folder], once)
    atheris.Fuzz()

"""Where the fuzzers are: a virtual environment of their own, var/fuzz, which `.ci/fuzz` makes."""

import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BROUGHT_WITHIN_S = 1200  # cold, and beside other tests; whether all is there already is known in an instant


@cache
def python(module: str) -> Path:
    """The Python that has this fuzzer. Skips, naming what is missing, where it cannot be had."""
    brought = subprocess.run([ROOT / ".ci/fuzz"], capture_output=True, text=True, timeout=BROUGHT_WITHIN_S, check=False)
    if brought.returncode:
        pytest.skip(brought.stderr.strip())
    program = ROOT / "var/fuzz/venv/bin/python"
    if subprocess.run([program, "-c", f"import {module}"], capture_output=True, check=False).returncode:
        pytest.skip(f"there is no {module} for this processor")
    return program

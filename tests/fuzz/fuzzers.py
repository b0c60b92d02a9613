"""Finds the fuzzers: they have a virtual environment of their own, var/fuzz, which `.ci/fuzz` makes."""

import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BROUGHT_WITHIN_S = 1200  # from nothing, and beside other tests; if everything is there already, this takes no time


@cache
def python(module: str) -> Path:
    """Give the Python that has this fuzzer. Skips, naming what is missing, where there is none."""
    brought = subprocess.run([ROOT / ".ci/fuzz"], capture_output=True, text=True, timeout=BROUGHT_WITHIN_S, check=False)
    if brought.returncode:
        pytest.skip(brought.stderr.strip())
    program = ROOT / "var/fuzz/venv/bin/python"
    if subprocess.run([program, "-c", f"import {module}"], capture_output=True, check=False).returncode:
        pytest.skip(f"there is no {module} for this processor")
    return program

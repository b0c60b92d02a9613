"""Compiles the firmware's headers alone and feeds them with time: see bench.cpp and bench_sounder.cpp. Knows no network."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FIRMWARE = HERE.parents[1] / "hardware/firmware"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a button's bench shows at one moment. `counts` has no ledger; `ledger` is beside it."""

    lamp: str
    ledger: str
    counts: str
    faults: str
    left: float
    right: float
    buzzes: bool


def compile_bench(name: str, folder: Path) -> Path:
    """Build one of the benches with every warning an error. Skips where there is no compiler."""
    compiler = shutil.which("g++")
    if compiler is None:
        pytest.skip("g++ is not installed: sudo apt-get install g++")
    program = folder / name
    options = ["-std=c++17", "-O1", "-Wall", "-Wextra", "-Werror", "-fsanitize=undefined", "-fno-sanitize-recover"]
    source = HERE / f"{name}.cpp"
    subprocess.run([compiler, *options, f"-I{FIRMWARE}", "-o", program, source], check=True, timeout=120)
    return program


def run(program: Path, commands: list[str]) -> list[str]:
    """Run the bench; give the lines it prints for these commands."""
    fed = "".join(f"{command}\n" for command in commands)
    return subprocess.run(
        [program], input=fed, capture_output=True, text=True, check=True, timeout=180
    ).stdout.splitlines()


def seen(line: str) -> Seen:
    """Read one line of a button's bench."""
    lamp, counts, faults, left, right, buzzes = line.split("|")
    ledger, _, counted = counts.partition(" ")
    return Seen(lamp, ledger, counted, faults, float(left), float(right), buzzes == "1")

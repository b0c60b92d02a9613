"""Tests the script that checks a whole chain without our code: it accepts what a box exports, and refuses it after any change."""

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.appliance.receipt.taken import taken

SCRIPT = Path(__file__).parent / "check_chain.py"
TAKEN = taken()
NUMBERS = [number for number, _ in TAKEN.rows]


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_chain", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


CHECKER = script()


def refuses(lines: list[str], *keys: str) -> str:
    with pytest.raises(CHECKER.Wrong) as wrong:
        CHECKER.check(lines, list(keys))
    return str(wrong.value)


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return TAKEN.export(tmp_path_factory.mktemp("export") / "record.export").read_text().splitlines()


def test_it_uses_nothing_of_ours() -> None:
    tree = [*ast.walk(ast.parse(SCRIPT.read_text(encoding="utf-8")))]
    roots = {name.name.split(".")[0] for node in tree if isinstance(node, ast.Import) for name in node.names}
    roots |= {(node.module or "").split(".")[0] for node in tree if isinstance(node, ast.ImportFrom)}
    assert roots <= {*sys.stdlib_module_names, "cryptography"}


def test_run_by_anybody_it_says_what_holds(tmp_path: Path, export: list[str]) -> None:
    file = tmp_path / "record.export"
    file.write_text("\n".join(export))
    ran = subprocess.run([sys.executable, "-I", SCRIPT, file], capture_output=True, text=True, timeout=180, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert f"entries 1 to {NUMBERS[-1]}, of 1 runs, hang together" in ran.stdout
    assert TAKEN.head[2].hex() in ran.stdout
    file.write_text("\n".join(export[:-1]))
    ran = subprocess.run([sys.executable, "-I", SCRIPT, file], capture_output=True, text=True, timeout=180, check=False)
    assert (ran.returncode, ran.stdout) == (1, "it does not hold: the file is cut off at its end\n")


@pytest.mark.slow
@given(number=st.sampled_from(NUMBERS), at=st.integers(0, 10_000), by=st.integers(1, 255))
def test_one_byte_of_any_entry_does_not_hold(
    tmp_path_factory: pytest.TempPathFactory, number: int, at: int, by: int
) -> None:
    file = tmp_path_factory.mktemp("changed") / "export"
    refuses(TAKEN.export(file, TAKEN.changed(number, at, by)).read_text().splitlines())


@pytest.mark.parametrize("number", [*range(2, len(NUMBERS))])
def test_an_entry_left_out_or_put_twice_or_exchanged_is_named(export: list[str], number: int) -> None:
    count = f'"entries":{len(NUMBERS)}'
    short = [line.replace(count, f'"entries":{len(NUMBERS) - 1}') for line in export if export.index(line) != number]
    assert "missing" in refuses(short)
    twice = [line.replace(count, f'"entries":{len(NUMBERS) + 1}') for line in export]
    refuses([*twice[: number + 1], twice[number], *twice[number + 1 :]])
    if number + 1 <= len(NUMBERS) - 1:
        refuses([*export[:number], export[number + 1], export[number], *export[number + 2 :]])


def test_exports_of_two_buildings_are_no_fork_and_one_beside_itself_is_none(tmp_path: Path, export: list[str]) -> None:
    other = taken.__wrapped__().export(tmp_path / "other.export").read_text().splitlines()
    assert CHECKER.parts(export, other) == ["they are of two buildings"]
    assert CHECKER.parts(export, export) == []
    assert "no entry in common" in CHECKER.parts(export[:4], [export[0], *export[4:]])[0]


def test_a_beginning_that_is_not_there_is_said(export: list[str]) -> None:
    count = f'"entries":{len(NUMBERS)}'
    said = CHECKER.check(
        [line.replace(count, f'"entries":{len(NUMBERS) - 1}') for line in export if line != export[1]], []
    )
    assert "WHAT IS BEFORE THEM IS NOT HERE" in said[0]


@pytest.mark.parametrize("lines", [[], ["{"], ["[]"], ['{"type": "head"}'], ['{"type": "end", "entries": 0}']])
def test_what_is_no_export_is_said_to_be_none(lines: list[str]) -> None:
    assert "no export" in refuses(lines) or "first line" in refuses(lines)

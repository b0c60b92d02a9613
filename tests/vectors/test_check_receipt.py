"""Tests that the short script that checks a receipt without our code agrees with ours: it proves the same, and refutes a receipt after any
change.
"""

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.receipt import printed
from appliance.receipt.paper import pack, parts, text
from appliance.receipt.parse import typed
from appliance.record import crockford
from tests.appliance.receipt.taken import taken

SCRIPT = Path(__file__).parent / "check_receipt.py"
TAKEN, PAPER = taken(), taken().paper


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_receipt", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


CHECKER = script()


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> str:
    return TAKEN.export(tmp_path_factory.mktemp("export") / "record.export").read_text()


def refuses(receipt: str, export: str) -> str:
    with pytest.raises(CHECKER.Wrong) as wrong:
        CHECKER.check(receipt, export)
    return str(wrong.value)


def run(folder: Path, receipt: str, export: str) -> tuple[int, str]:
    (folder / "receipt.txt").write_text(receipt)
    (folder / "record.export").write_text(export)
    names = [folder / "receipt.txt", folder / "record.export"]
    ran = subprocess.run(
        [sys.executable, "-I", SCRIPT, *names], capture_output=True, text=True, timeout=180, check=False
    )
    assert ran.stderr == ""
    return ran.returncode, ran.stdout


def test_it_uses_nothing_of_ours() -> None:
    tree = ast.walk(ast.parse(SCRIPT.read_text(encoding="utf-8")))
    roots = {name.name.split(".")[0] for node in tree if isinstance(node, ast.Import) for name in node.names}
    tree = ast.walk(ast.parse(SCRIPT.read_text(encoding="utf-8")))
    roots |= {(node.module or "").split(".")[0] for node in tree if isinstance(node, ast.ImportFrom)}
    assert roots <= {*sys.stdlib_module_names, "cryptography"}


def test_run_by_anybody_it_proves_and_refutes(tmp_path: Path, export: str) -> None:
    code, said = run(tmp_path, text(PAPER), export)
    assert (code, said.split(":")[0]) == (0, "proven")
    changed = TAKEN.export(tmp_path / "changed", TAKEN.changed(PAPER.entry, 200)).read_text()
    assert run(tmp_path, text(PAPER), changed) == (1, "refuted: the entry is not what it was\n")


def test_it_reads_every_form_of_a_receipt(export: str) -> None:
    forms = [text(PAPER), "\n".join(parts(PAPER, 5)), "\n".join(typed(PAPER)), "\n".join(printed.lines(PAPER))]
    assert {CHECKER.check(form, export) for form in forms} == {
        f"entry {PAPER.entry} is what it was, and in its place up to entry {PAPER.head_number}"
    }


@pytest.mark.slow
@given(number=st.integers(PAPER.entry, PAPER.head_number), at=st.integers(0, 10_000), by=st.integers(1, 255))
def test_one_byte_of_any_entry_up_to_the_head_refutes_it(
    tmp_path_factory: pytest.TempPathFactory, number: int, at: int, by: int
) -> None:
    file = tmp_path_factory.mktemp("changed") / "export"
    refuses(text(PAPER), TAKEN.export(file, TAKEN.changed(number, at, by)).read_text())


@pytest.mark.parametrize("name", ["salt", "digest", "device_key", "signature", "identity", "entry", "wall_ms"])
def test_nothing_on_the_receipt_can_be_changed(name: str, export: str) -> None:
    value = getattr(PAPER, name)
    other = value + 1 if isinstance(value, int) else ("0" if value[0] != "0" else "1") + value[1:]
    refuses(text(msgspec.structs.replace(PAPER, **{name: other})), export)


def test_a_head_that_was_changed_refutes_it(export: str) -> None:
    changed = bytearray(pack(PAPER)[:-4])
    changed[110] ^= 1
    crc = CHECKER.zlib.crc32(changed).to_bytes(4, "big")
    assert refuses(f"HBR1:{crockford.encode(changed + crc)}", export) == "the receipt was changed"


def test_an_export_cut_short_or_of_another_box_proves_nothing(tmp_path: Path, export: str) -> None:
    rows = [row for row in TAKEN.rows if row[0] < PAPER.head_number]
    assert refuses(text(PAPER), TAKEN.export(tmp_path / "short", rows).read_text()) == "an entry is missing"
    assert "misread" in refuses(text(PAPER)[:-8], export)
    assert "no receipt" in refuses("", export)

"""Tests the committed vectors of entry v1: a second reader agrees with ours, and any change in them is noticed."""

import ast
import copy
import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest

from appliance.core.ground.events import EpochStarted
from appliance.envelope import format as layout
from appliance.envelope.hybrid import PrivateKey
from appliance.envelope.opening import open_entry, open_key_entry, unwrap
from appliance.envelope.seal import DataKey, Position, commitment, seal
from appliance.vault.vault import verify

HERE = Path(__file__).parent
VERIFIER = HERE / "verify_vectors.py"
VECTORS: dict[str, Any] = json.loads((HERE / "entry_v1.json").read_text(encoding="utf-8"))
ENTRIES, KEYS = VECTORS["entries"], VECTORS["keys"]
READERS = {reader["fingerprint"]: PrivateKey.from_bytes(bytes.fromhex(reader["seed"])) for reader in VECTORS["readers"]}


def data_key(vector: dict[str, Any]) -> DataKey:
    key = next(key for key in KEYS if key["data_key"] == vector["data_key"])
    return DataKey(bytes.fromhex(key["data_key"]), bytes.fromhex(key["stream"]), key["key_no"], key["class"])


def second_reader() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_vectors", VERIFIER)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def leaves(tree: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    inside = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else None
    if inside is None:
        yield path
        return
    for name, branch in inside:
        yield from leaves(branch, (*path, name))


def changed_at(path: tuple[str | int, ...]) -> dict[str, Any]:
    tree = copy.deepcopy(VECTORS)
    place: Any = tree
    for name in path[:-1]:
        place = place[name]
    match place[path[-1]]:
        case int() as number:
            place[path[-1]] = number ^ 1
        case str() as text:
            place[path[-1]] = text[:-1] + ("1" if text.endswith("0") else "0")
        case None:
            place[path[-1]] = ["", 0, ""]
    return tree


def test_the_second_reader_agrees_and_uses_nothing_of_ours() -> None:
    imports = [
        node
        for node in ast.walk(ast.parse(VERIFIER.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    roots = {(node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name for node in imports}
    assert {root.split(".")[0] for root in roots} <= {
        "cryptography",
        "hashlib",
        "hmac",
        "json",
        "pathlib",
        "struct",
        "sys",
    }
    ran = subprocess.run(
        [sys.executable, "-I", VERIFIER, HERE / "entry_v1.json"],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "all holds: 8 entries, 3 keys, 2 readers\n", "")


def test_the_second_reader_can_say_no(tmp_path: Path) -> None:
    (tmp_path / "changed.json").write_text(json.dumps(changed_at(("entries", 3, "entry"))))
    ran = subprocess.run(
        [sys.executable, "-I", VERIFIER, tmp_path / "changed.json"],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (1, "does not hold: entry 4: does not open\n")


@pytest.mark.slow
def test_no_field_of_the_vectors_can_change_unnoticed() -> None:
    reader = second_reader()
    reader.check(VECTORS)
    unnoticed = []
    for path in leaves(VECTORS):
        try:
            reader.check(changed_at(path))
        except (reader.Wrong, ValueError, KeyError, StopIteration):
            continue
        unnoticed.append(path)
    assert unnoticed == [("format",)]


def test_no_bit_of_an_entry_can_change_unnoticed() -> None:
    reader, vector = second_reader(), ENTRIES[4]
    entry, before = bytes.fromhex(vector["entry"]), bytes.fromhex(vector["header"]["prev_digest"])
    reader.check_entry(vector, before)
    for bit in range(len(entry) * 8):
        changed = bytearray(entry)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(reader.Wrong):
            reader.check_entry(vector | {"entry": changed.hex()}, before)


@pytest.mark.parametrize("vector", ENTRIES, ids=lambda vector: f"entry-{vector['header']['number']}")
def test_we_make_and_read_each_entry_byte_for_byte(vector: dict[str, Any]) -> None:
    entry, plaintext = bytes.fromhex(vector["entry"]), bytes.fromhex(vector["plaintext"])
    given = {
        name: bytes.fromhex(value) if isinstance(value, str) else value for name, value in vector["header"].items()
    }
    header = layout.Header(**given)
    position = Position(
        layout.epoch_front(header.building, header.box, header.epoch), header.number, header.prev_digest
    )
    assert seal(position, data_key(vector), plaintext, bytes.fromhex(vector["nonce"])) == entry
    assert layout.split(entry).header == header
    assert layout.entry_digest(entry).hex() == vector["digest"]
    assert open_entry(entry, data_key(vector)) == plaintext


@pytest.mark.parametrize("key", KEYS, ids=lambda key: f"class-{key['class']}")
def test_we_read_each_key_entry_and_each_wrap(key: dict[str, Any]) -> None:
    expected = data_key(key)
    entry = next(
        bytes.fromhex(e["entry"]) for e in ENTRIES if e["data_key"] == key["data_key"] and e["plaintext"][:2] == "4b"
    )
    assert commitment(expected.raw, expected.stream, expected.key_no, expected.klass).hex() == key["commitment"]
    for wrap in key["wraps"]:
        reader = READERS[wrap["recipient"]]
        assert unwrap(bytes.fromhex(wrap["wrap"]), reader, bytes.fromhex(wrap["info"])) == expected.raw
        assert open_key_entry(entry, bytes.fromhex(wrap["wrap"]), reader) == expected


def test_we_make_and_check_each_signed_statement() -> None:
    head = VECTORS["head"]
    fields = {name: bytes.fromhex(value) if isinstance(value, str) else value for name, value in head["fields"].items()}
    made = [(head, layout.head_statement(**fields))]
    for case in VECTORS["epoch"]["cases"]:
        ids = [bytes.fromhex(case["fields"][name]) for name in ("building", "box")]
        started = msgspec.convert(case["fields"] | {"type": "epoch-started-1"}, EpochStarted)
        made.append((case, layout.epoch_statement(*ids, started)))
    for vector, statement in made:
        assert statement.hex() == vector["statement"]
        assert verify(bytes.fromhex(vector["device_public"]), statement, bytes.fromhex(vector["signature"]))

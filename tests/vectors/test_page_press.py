"""Tests the bytes that a browser signs as a page: samples that must never change, and WebCrypto (under Node) as another implementation."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from appliance.api.page.signed import AGE_UNKNOWN, COUNTER_MAX, code_key, open_bytes, pairing_proof, press_bytes
from appliance.doors.page.signatures import is_key, is_signed

HERE = Path(__file__).parent
KEPT = json.loads((HERE / "page_press_v1.json").read_text("utf-8"))
BUILDING = bytes.fromhex(KEPT["building"])


def bytes_of(press: dict) -> bytes:
    ledger, challenge = bytes.fromhex(press["ledger"]), bytes.fromhex(press["challenge"])
    return press_bytes(BUILDING, press["page"], press["contact"], press["counter"], press["age_ms"], ledger, challenge)


@pytest.mark.parametrize("press", KEPT["presses"], ids=lambda press: f"{press['page']}/{press['contact']}")
def test_the_bytes_of_a_press_are_those_that_were_written_down(press: dict) -> None:
    assert bytes_of(press).hex() == press["bytes"]
    assert is_signed(bytes.fromhex(KEPT["public_key"]), bytes.fromhex(press["signature"]), bytes_of(press))


def test_the_proof_of_a_code_and_the_bytes_of_an_opening_are_those_that_were_written_down() -> None:
    key = code_key(BUILDING, KEPT["code"])
    assert key.hex() == KEPT["code_key"]
    assert pairing_proof(key, BUILDING, bytes.fromhex(KEPT["public_key"])).hex() == KEPT["proof"]
    opening = KEPT["opening"]
    assert open_bytes(BUILDING, opening["page"], bytes.fromhex(opening["challenge"])).hex() == opening["bytes"]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed: sudo apt-get install nodejs npm")
def test_webcrypto_makes_the_same_bytes_and_its_signatures_are_believed() -> None:
    asked = {"building": KEPT["building"], "code": KEPT["code"], "presses": KEPT["presses"]}
    words = ["node", str(HERE / "sign_as_page.mjs")]
    ran = subprocess.run(words, input=json.dumps(asked), capture_output=True, text=True, timeout=180, check=True)
    made = json.loads(ran.stdout)
    public_key = bytes.fromhex(made["public_key"])
    assert is_key(public_key)
    assert made["code_key"] == KEPT["code_key"]
    assert made["proof"] == pairing_proof(bytes.fromhex(made["code_key"]), BUILDING, public_key).hex()
    for press, ours in zip(KEPT["presses"], made["presses"], strict=True):
        assert ours["bytes"] == press["bytes"]
        assert is_signed(public_key, bytes.fromhex(ours["signature"]), bytes_of(press))


def test_a_flipped_bit_of_message_signature_or_key_is_no_signature() -> None:
    press = KEPT["presses"][0]
    key, signature, message = bytes.fromhex(KEPT["public_key"]), bytes.fromhex(press["signature"]), bytes_of(press)
    for at in range(len(message)):
        assert not is_signed(key, signature, flipped(message, at))
    for at in range(len(signature)):
        assert not is_signed(key, flipped(signature, at), message)
    for at in range(len(key)):
        assert not is_signed(flipped(key, at), signature, message)


@pytest.mark.parametrize("signature", [b"", bytes(64), b"\xff" * 64, bytes(63), bytes(72)])
def test_what_is_no_signature_is_refused_without_an_error(signature: bytes) -> None:
    assert not is_signed(bytes.fromhex(KEPT["public_key"]), signature, b"x")


@pytest.mark.parametrize("key", [b"", bytes(65), b"\x04" * 65, b"\x02" + bytes(32)])
def test_what_is_no_key_is_none(key: bytes) -> None:
    assert not is_key(key) and not is_signed(key, bytes(64), b"x")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("building", bytes(15)),
        ("page", ""),
        ("page", "x" * 65),
        ("contact", "ä" * 33),
        ("counter", -1),
        ("counter", COUNTER_MAX + 1),
        ("age_ms", -1),
        ("age_ms", AGE_UNKNOWN),
        ("ledger", bytes(7)),
        ("challenge", bytes(17)),
    ],
)
def test_a_value_that_does_not_fit_is_an_error_that_names_it(name: str, value: object) -> None:
    right = {
        "building": bytes(16),
        "page": "P",
        "contact": "help",
        "counter": 1,
        "age_ms": 0,
        "ledger": bytes(8),
        "challenge": bytes(16),
    }
    press_bytes(**right)
    with pytest.raises(ValueError, match=r"an? (building|page|contact|count|age|ledger|challenge)"):
        press_bytes(**right | {name: value})


def test_no_two_presses_have_the_same_bytes() -> None:
    """A name that ends where the next begins is told apart by its length."""
    rest = 1, 0, bytes(8), bytes(16)
    assert press_bytes(bytes(16), "ab", "c", *rest) != press_bytes(bytes(16), "a", "bc", *rest)


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]

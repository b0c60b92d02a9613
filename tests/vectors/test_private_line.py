"""Tests private lines against samples that must never change, and against the program of a browser (under Node): both ends fit, in both
directions, and whatever a carrier does to a frame ends the line.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from appliance.api.page.signed import box_proof, private_open_bytes
from appliance.private_line.agreement_key import AgreementKey
from appliance.private_line.errors import PrivateLineError
from appliance.private_line.frames import TEXT_LEN_MAX, Opener, Sealer
from appliance.private_line.line_keys import About, LineKeys, keys_of_box, keys_of_browser

HERE = Path(__file__).parent
KEPT = json.loads((HERE / "private_line_v1.json").read_text("utf-8"))
SCRIPT = HERE.parents[1] / "appliance" / "page" / "site" / "private.js"
ABOUT = About(bytes.fromhex(KEPT["building"]), KEPT["page"], bytes.fromhex(KEPT["challenge"]))
TOLD = {name: KEPT[name] for name in ("building", "page", "challenge")}
LASTING = AgreementKey.from_bytes(bytes.fromhex(KEPT["lasting"]["private"]))
NO_NODE = pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed: sudo apt-get install nodejs")


def key(name: str) -> AgreementKey:
    return AgreementKey.from_bytes(bytes.fromhex(KEPT[name]["private"]))


# ---- the box's end


def test_both_ends_work_out_the_keys_that_were_written_down() -> None:
    box = keys_of_box(ABOUT, LASTING, key("box"), key("browser").public)
    browser = keys_of_browser(ABOUT, key("browser"), LASTING.public, key("box").public)
    assert box == browser == LineKeys(bytes.fromhex(KEPT["down_key"]), bytes.fromhex(KEPT["up_key"]))
    assert [key(name).public.hex() for name in ("browser", "box", "lasting")] == [
        KEPT[name]["public"] for name in ("browser", "box", "lasting")
    ]


@pytest.mark.parametrize("way", ["down", "up"])
def test_the_frames_of_both_directions_are_those_that_were_written_down(way: str) -> None:
    sealer, opener = Sealer(bytes.fromhex(KEPT[f"{way}_key"])), Opener(bytes.fromhex(KEPT[f"{way}_key"]))
    for each in KEPT[way]:
        assert sealer.seal(each["text"].encode()).hex() == each["sealed"]
        assert opener.open(bytes.fromhex(each["sealed"])).decode() == each["text"]


def test_the_bytes_of_an_opening_and_the_proof_of_the_box_are_those_that_were_written_down() -> None:
    signed = private_open_bytes(ABOUT.building, ABOUT.page, key("browser").public, ABOUT.challenge)
    assert signed.hex() == KEPT["open_bytes"]
    proof = box_proof(
        bytes.fromhex(KEPT["code_key"]), ABOUT.building, LASTING.public, bytes.fromhex(KEPT["public_key"])
    )
    assert proof.hex() == KEPT["box_proof"]


# ---- the browser's end


class Browser:
    """The program of a browser, run by Node. One question a line."""

    def __init__(self, ran: "subprocess.Popen[str]") -> None:
        self._ran = ran

    def does(self, what: str, **given: Any) -> Any:
        """Give what private.js gives. Raises Refused with its message."""
        assert self._ran.stdin is not None and self._ran.stdout is not None
        self._ran.stdin.write(json.dumps({"do": what, **given}) + "\n")
        self._ran.stdin.flush()
        answer = json.loads(self._ran.stdout.readline())
        if "error" in answer:
            raise Refused(answer["error"])
        return answer["ok"]

    def agrees(self, **other: str) -> tuple[Sealer, Opener]:
        """Open a line with the box's key of the vectors; give the box's two ends of it. `other`: what this browser believes instead."""
        ephemeral = bytes.fromhex(self.does("offer"))
        own = AgreementKey.generate()
        keys = keys_of_box(ABOUT, LASTING, own, ephemeral)
        believed = TOLD | {"lasting": LASTING.public.hex(), "box": own.public.hex()} | other
        self.does("agree", **believed)
        return Sealer(keys.down), Opener(keys.up)


class Refused(Exception):
    """private.js refused."""


@pytest.fixture
def browser() -> Iterator[Browser]:
    words = ["node", str(HERE / "private_line.mjs"), str(SCRIPT)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8") as ran:
        yield Browser(ran)
        assert ran.stdin is not None
        ran.stdin.close()


@pytest.mark.slow
@NO_NODE
def test_the_program_of_a_browser_makes_the_bytes_that_were_written_down(browser: Browser) -> None:
    assert browser.does("given", keys=KEPT["browser"]) == KEPT["browser"]["public"]
    assert browser.does("openBytes", **TOLD) == KEPT["open_bytes"]
    browser.does("agree", **TOLD, lasting=KEPT["lasting"]["public"], box=KEPT["box"]["public"])
    for each in KEPT["up"]:
        assert browser.does("seal", value=json.loads(each["text"])) == each["sealed"]
    for each in KEPT["down"]:
        assert browser.does("open", frame=each["sealed"]) == json.loads(each["text"])


@pytest.mark.slow
@NO_NODE
def test_a_browser_believes_the_boxs_key_only_with_the_proof_of_its_code(browser: Browser) -> None:
    told = {"code_key": KEPT["code_key"], "building": KEPT["building"], "public_key": KEPT["public_key"]}
    right = {"box_key": KEPT["lasting"]["public"], "proof": KEPT["box_proof"]}
    assert browser.does("isOfBox", **told, **right)
    assert not browser.does("isOfBox", **told, **right | {"box_key": AgreementKey.generate().public.hex()})
    assert not browser.does("isOfBox", **told | {"code_key": "00" * 32}, **right)
    assert not browser.does("isOfBox", **told | {"public_key": KEPT["browser"]["public"]}, **right)


@pytest.mark.slow
@NO_NODE
def test_both_ends_talk_in_both_directions(browser: Browser) -> None:
    down, up = browser.agrees()
    for number in range(20):
        value = {"number": number, "says": "Größe " * number}
        assert browser.does("open", frame=down.seal(json.dumps(value).encode()).hex()) == value
        assert json.loads(up.open(bytes.fromhex(browser.does("seal", value=value)))) == value
    values = list(range(30))
    frames = browser.does("sealAll", values=values)
    assert [json.loads(up.open(bytes.fromhex(frame))) for frame in frames] == values, (
        "they are sealed as they were said"
    )
    longest = "x" * (TEXT_LEN_MAX - 2)
    assert browser.does("open", frame=down.seal(json.dumps(longest).encode()).hex()) == longest
    assert json.loads(up.open(bytes.fromhex(browser.does("seal", value=longest)))) == longest
    with pytest.raises(Refused, match="too long"):
        browser.does("seal", value=longest + "x")
    assert json.loads(up.open(bytes.fromhex(browser.does("seal", value="after it")))) == "after it"


@pytest.mark.slow
@NO_NODE
def test_what_a_carrier_does_to_a_frame_ends_the_line_at_the_browser(browser: Browser) -> None:
    def replayed(down: Sealer) -> bytes:
        first = down.seal(b"1")
        assert browser.does("open", frame=first.hex()) == 1
        return first

    def moved(down: Sealer) -> bytes:
        down.seal(b"1")
        return down.seal(b"2")

    cases = [
        replayed,
        moved,
        lambda down: down.seal(b"1")[:-1],
        lambda down: down.seal(b"1") + b"\0",
        lambda down: flipped(down.seal(b"1"), 0),
        lambda down: down.seal(b"no JSON"),
        lambda down: down.seal(b'"\xff"'),
        lambda _: b"",
        lambda _: bytes(16),
        lambda _: os.urandom(272),
        lambda _: bytes(64 * 1024 + 1),
    ]
    for case in cases:
        down, _ = browser.agrees()
        with pytest.raises(Refused, match="not the next one"):
            browser.does("open", frame=case(down).hex())
        assert browser.does("over")
        for then in ({"what": "open", "frame": down.seal(b"3").hex()}, {"what": "seal", "value": 3}):
            with pytest.raises(Refused, match="over"):
                browser.does(**then)


@pytest.mark.slow
@NO_NODE
@pytest.mark.parametrize("other", ["page", "challenge", "building", "lasting", "box"])
def test_a_line_about_anything_else_opens_nothing(browser: Browser, other: str) -> None:
    """The carrier lets a browser believe another id, an old challenge, another building, or a key of the carrier's own."""
    wrong = {
        "page": "other-phone",
        "challenge": "00" * 16,
        "building": "00" * 16,
        "lasting": AgreementKey.generate().public.hex(),
        "box": AgreementKey.generate().public.hex(),
    }
    down, up = browser.agrees(**{other: wrong[other]})
    with pytest.raises(PrivateLineError):
        up.open(bytes.fromhex(browser.does("seal", value="going")))
    with pytest.raises(Refused, match="not the next one"):
        browser.does("open", frame=down.seal(b"1").hex())


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]

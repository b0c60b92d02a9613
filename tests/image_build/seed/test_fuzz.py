"""Fuzzes reading a seed: whatever a file holds, reading ends soon, with a seed or with sentences, and never with an exception."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from image_build.seed.model import Seed
from image_build.seed.read import read_seed, read_seed_bytes
from image_build.seed.text import SEED_BYTES_MAX
from tests.image_build.seeds import seed_text

SOUND = seed_text()
END = "\nend_of_seed: true\n"
LINES = SOUND.splitlines()

KEYS = (
    "seed", "name", "time_zone", "screen", "screen.font", "screen.desk", "screen.serial_desk", "screen.accessible", "network",
    "network.interface", "network.address", "network.address.ip", "network.address.gateway", "network.vlan", "network.for",
    "network.more", "network.more.vlan", "network.more.address", "network.more.for", "network.dns", "network.ntp", "district",
    "district.server", "district.ca", "district.token", "district.office", "district.proxy", "buttons", "buttons.A101-desk",
    "copy", "copy.to", "copy.host", "copy.key", "recovery", "recovery.public", "replaces", "replaces.building", "replaces.box", "ssh",
    "ssh.keys", "plan", "plan.rooms", "plan.building", "end_of_seed",
)  # fmt: skip
WRONG = (
    "", "~", "null", "[]", "{}", "[[]]", "{a: b}", "[{}]", "0", "-1", "1e9", "0x10", "99999999999999999999", "true", "no", "''", '"\\0"',
    "|\n    text\n", "!!binary AAAA", "&a b", "*a", "? x", "2026-11-25", ".inf", "é", "\U0001f514", "a: b: c", "[1, 2", "'", "%x", "@x",
)  # fmt: skip

values = some.one_of(
    some.text(max_size=30), some.integers(), some.booleans(), some.none(), some.binary(max_size=8), some.floats()
)


@pytest.mark.slow
@pytest.mark.parametrize("key", KEYS)
def test_a_value_of_the_wrong_kind_at_any_key(key: str) -> None:
    for wrong in WRONG:
        lines, blanks = [], 0
        for name in key.split("."):
            lines.append(f"{' ' * blanks}{'- ' if lines and name in {'vlan', 'for'} and 'more' in key else ''}{name}:")
            blanks += 2
        lines[-1] += f" {wrong}"
        needed = [each for each in ("seed: 1", "name: a", "time_zone: UTC") if not each.startswith(f"{key}:")]
        _told("\n".join([*needed, *lines]) + END)


@given(some.binary(max_size=2000))
@settings(max_examples=300)
def test_any_bytes(raw: bytes) -> None:
    _told_bytes(raw)
    _told_bytes(raw + END.encode())


@pytest.mark.slow
@given(some.text(max_size=400))
@settings(max_examples=300)
def test_any_text(text: str) -> None:
    _told(text + END)


@given(some.data())
@settings(max_examples=300)
@pytest.mark.slow
def test_a_sound_seed_with_lines_exchanged(data: some.DataObject) -> None:
    lines = list(LINES)
    for _ in range(data.draw(some.integers(1, 4))):
        at = data.draw(some.integers(0, len(lines) - 1))
        match data.draw(some.sampled_from(["drop", "twice", "value", "shift", "cut"])):
            case "drop":
                del lines[at]
            case "twice":
                lines.insert(at, lines[data.draw(some.integers(0, len(lines) - 1))])
            case "value":
                lines[at] = f"{lines[at].partition(':')[0]}: {data.draw(values)}"
            case "shift":
                lines[at] = " " * data.draw(some.integers(0, 6)) + lines[at].lstrip()
            case _:
                lines[at] = lines[at][: data.draw(some.integers(0, len(lines[at])))]
    _told("\n".join(lines) + END)


@pytest.mark.slow
@pytest.mark.parametrize(
    "bomb",
    [
        "a: &a [x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
        "a: &a {b: *a}",
        "[" * 100_000,
        "{a: " * 50_000,
        "- " * 100_000,
        "? " * 100_000,
        "a: " + "b" * (SEED_BYTES_MAX - 100),
        "name: |\n" + "  x\n" * 60_000,
        "".join(f"key{at}: value\n" for at in range(15_000)),
        "buttons:\n" + "".join(f"  K{at}: c2hvcnQ=\n" for at in range(13_000)),
        "network: {dns: [" + "1," * 100_000 + "]}",
        "#" * (SEED_BYTES_MAX - 100),
        "\0" * 1000,
        "a: '" + "\\" * 100_000,
    ],
    ids=[
        "aliases", "alias of itself", "brackets", "braces", "dashes", "questions", "long value", "long block", "keys", "buttons",
        "servers", "remark", "nothing", "quotes",
    ],
)  # fmt: skip
def test_what_is_made_to_take_for_ever_does_not(bomb: str) -> None:
    begun = time.process_time()  # the time of this process alone, so that other processes do not count
    _told(f"seed: 1\nname: a\ntime_zone: UTC\n{bomb}{END}")
    # On an idle machine it takes some seconds at most; an endless reading would still run after a hundred.
    assert time.process_time() - begun < 100


def _told(text: str) -> None:
    _judged(read_seed(text))


def _told_bytes(raw: bytes) -> None:
    _judged(read_seed_bytes(raw))


def _judged(found: object) -> None:
    if isinstance(found, Seed):
        return
    assert isinstance(found, list)
    assert found
    for each in found:
        line = each.told("seed")
        assert line.isprintable()
        assert each.line >= 1
        assert each.says.endswith(".")
        assert each.do

"""Tests that a decoder that is not ours reads a receipt's codes from pixels: off a terminal of 80x24, and off a page."""

import struct
import zlib

import pytest

from appliance.receipt import qr
from appliance.receipt.parse import read
from appliance.receipt.qr import Code
from tests.appliance.receipt.taken import taken
from tests.qr_codes import qr_codes

pytestmark = pytest.mark.slow


PAPER = taken().paper
DARK = {" ": (False, False), "▀": (True, False), "▄": (False, True), "█": (True, True)}
MODULE_PX = 4


def scanned(code: Code, height_px: int = MODULE_PX) -> str:
    """Read what a phone sees on the screen: each half of a character is one module, as a rectangle of pixels."""
    rows = [[DARK[letter][half] for letter in row] for row in code.rows for half in (0, 1)]
    lines = [b"".join((b"\0" if dark else b"\xff") * MODULE_PX for dark in row) * height_px for row in rows]
    shape = [len(rows) * height_px, len(rows[0]) * MODULE_PX]
    (found,) = qr_codes(memoryview(b"".join(lines)).cast("B", shape))
    return str(found.text)


def grey(png: bytes) -> memoryview:
    """Give the pixels of a PNG of one bit a pixel, as segno writes it: a row is whole, or only tells its difference from the row above."""
    (width, height), data, at = struct.unpack_from(">II", png, 16), b"", 8
    while at < len(png):
        length, kind = struct.unpack_from(">I4s", png, at)
        data += png[at + 8 : at + 8 + length] if kind == b"IDAT" else b""
        at += 12 + length
    raw, stride, pixels = zlib.decompress(data), 1 + (width + 7) // 8, bytearray()
    above = bytes(stride - 1)
    for start in range(0, height * stride, stride):
        row = raw[start + 1 : start + stride]
        above = bytes((x + y) % 256 for x, y in zip(row, above, strict=True)) if raw[start] == 2 else row
        pixels += bytes(255 * (above[x // 8] >> 7 - x % 8 & 1) for x in range(width))
    return memoryview(bytes(pixels)).cast("B", [height, width])


@pytest.mark.parametrize(("lines", "columns"), [(23, 80), (33, 80), (47, 120), (66, 240)])
def test_the_codes_on_a_terminal_are_read_and_fit_it_with_their_quiet_zone(lines: int, columns: int) -> None:
    codes = qr.codes(PAPER, lines=lines, columns=columns)
    assert read("\n".join(scanned(code) for code in codes)) == PAPER
    for code in codes:
        assert len(code.rows) <= lines and {len(row) for row in code.rows} == {len(code.rows[0])}
        assert len(code.rows[0]) <= columns
        assert set(code.rows[0] + code.rows[1]) == {" "}, "four modules of white above"
        assert all(row.startswith("    ") and row.endswith("    ") for row in code.rows)


def test_letters_a_quarter_taller_or_lower_than_twice_their_width_do_no_harm() -> None:
    codes = qr.codes(PAPER, lines=23, columns=80)
    for height_px in (MODULE_PX - 1, MODULE_PX + 1):
        assert read("\n".join(scanned(code, height_px) for code in codes)) == PAPER


def test_a_large_screen_needs_one_code_and_a_small_one_says_which_of_how_many() -> None:
    assert [(code.number, code.count) for code in qr.codes(PAPER, lines=66, columns=240)] == [(1, 1)]
    small = qr.codes(PAPER, lines=23, columns=80)
    assert [(code.number, code.count) for code in small] == [(at, len(small)) for at in range(1, len(small) + 1)]
    assert 1 < len(small) <= 5
    assert qr.codes(PAPER, lines=10, columns=80) == []


def test_on_any_terminal_the_dark_is_black_and_the_light_white() -> None:
    for line in qr.codes(PAPER, lines=23, columns=80)[0].ansi():
        assert line.startswith("\x1b[30;107m") and line.endswith("\x1b[0m")


def test_the_picture_for_a_page_is_read() -> None:
    (found,) = qr_codes(grey(qr.png(PAPER)))
    assert read(found.text) == PAPER
    assert found.ec_level == "M"

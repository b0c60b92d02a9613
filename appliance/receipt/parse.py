"""Reads a receipt back: from what a phone scanned, from several codes in any order, or from lines that somebody typed. Pure."""

import re
import zlib

import msgspec

from appliance.api.records.messages import Paper
from appliance.receipt import paper as papers
from appliance.receipt.paper import MARK, Unread
from appliance.record import crockford

GROUP = 6
GROUPS = 5
"""Thirty letters a line: with its number and its check it has 41 of a receipt printer's 42 columns."""
_LETTERS = GROUP * GROUPS
_CHECK = 2  # letters, ten bits: a slip is found in its own line, 999 times out of 1,000

_WHOLE = re.compile(rf"{MARK}:([0-9A-Za-z]+)(?![/0-9A-Za-z])")
_PART = re.compile(rf"{MARK}:([1-9][0-9]?)/([1-9][0-9]?):([0-9A-Za-z]+)")
_LINE = re.compile(
    r"^[ \t]*R[ \t]?([0-9O][0-9]|[0-9][OIL])[ \t]+([0-9A-Za-z \t-]+?)[ \t\r]*$", re.IGNORECASE | re.MULTILINE
)
_SEVERAL = "It holds more than one receipt. Check them one at a time."
_LATER = re.compile(r"HBR(?!1\b)[0-9]+:")


class Wrong(msgspec.Struct, frozen=True):
    """This is no receipt that can be read. `says` tells what is wrong, where, and what to do."""

    says: str


def typed(paper: Paper) -> list[str]:
    """Give the lines that hold a receipt if no code can be read, at most 41 columns: number, groups of letters, check."""
    letters = crockford.encode(papers.pack(paper))
    lines = [letters[at : at + _LETTERS] for at in range(0, len(letters), _LETTERS)]
    return [_line(number, each) for number, each in enumerate(lines, 1)]


def read(text: str) -> Paper | Wrong:
    """Find the receipt in `text`: a scanned code, the text of several, or a printed receipt's lines. Everything around it is
    passed over.
    """
    try:
        return papers.unpack(_packed(text))
    except Unread as unread:
        return Wrong(str(unread))


def _packed(text: str) -> bytes:
    letters = _from_whole(text) or _from_parts(text) or _from_lines(text)
    if letters is None:
        if _LATER.search(text):
            raise Unread("It was made by a later Handbell. Check it with that version or a newer one.")
        raise Unread(f"No receipt is in it: neither the text of a QR code ({MARK}:…) nor lines that begin with R01.")
    packed = crockford.decode(letters)
    if packed is None:
        raise Unread("Something in it was misread, or its end is missing. Scan or copy it again, all of it.")
    return packed


def _from_whole(text: str) -> str | None:
    found = {match[1] for match in _WHOLE.finditer(text)}
    if len(found) > 1:
        raise Unread(_SEVERAL)
    return found.pop() if found else None


def _from_parts(text: str) -> str | None:
    """Find the one whole set among several: if somebody's screen changed its size in the middle, the codes began again and are
    different.
    """
    sets: dict[int, dict[int, str]] = {}
    for match in _PART.finditer(text):
        number, count, letters = int(match[1]), int(match[2]), match[3]
        if sets.setdefault(count, {}).setdefault(number, letters) != letters:
            raise Unread(f"Code {number} is there twice, and not the same. Check one receipt at a time.")
    whole = {
        "".join(parts[at] for at in range(1, count + 1)) for count, parts in sets.items() if not _missing(count, parts)
    }
    if len(whole) > 1:
        raise Unread(_SEVERAL)
    if whole or not sets:
        return whole.pop() if whole else None
    if len(sets) > 1:
        raise Unread("These codes belong to different receipts. Check one receipt at a time.")
    ((count, parts),) = sets.items()
    raise Unread(f"Code {' and '.join(_missing(count, parts))} of it is missing. Scan all of its codes.")


def _missing(count: int, parts: dict[int, str]) -> list[str]:
    return [str(number) for number in range(1, count + 1) if number not in parts]


def _from_lines(text: str) -> str | None:
    lines: dict[int, str] = {}
    for match in _LINE.finditer(text):
        number, rest = int(crockford.tidied(match[1])), crockford.tidied(match[2])
        letters, check = rest[:-_CHECK], rest[-_CHECK:]
        if check != _check(number, letters):
            raise Unread(f"There is a slip in line R{number:02}. Compare it with the paper, letter by letter.")
        if lines.setdefault(number, letters) != letters:
            raise Unread(f"Line R{number:02} is there twice, and not the same. Check one receipt at a time.")
    if not lines:
        return None
    missing = [f"R{number:02}" for number in range(1, max(lines) + 1) if number not in lines]
    if missing:
        raise Unread(f"Line {', '.join(missing)} is missing.")
    return "".join(lines[number] for number in sorted(lines))


def _line(number: int, letters: str) -> str:
    groups = (letters[at : at + GROUP] for at in range(0, len(letters), GROUP))
    return f"R{number:02} {' '.join(groups)} {_check(number, letters)}"


def _check(number: int, letters: str) -> str:
    value = zlib.crc32(f"{number}:{letters}".encode()) & (1 << crockford.BITS * _CHECK) - 1
    return crockford.ALPHABET[value >> crockford.BITS] + crockford.ALPHABET[value & 31]

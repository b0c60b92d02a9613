"""Lists the formats in which a record goes out, and makes them. A new format is a row here and a file with its function."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from appliance.api.records.facts import RecordFacts, zone_of
from appliance.api.records.messages import RecordShown
from appliance.exports.cap import Message, cap
from appliance.exports.data import as_bytes, data
from appliance.exports.document import Document
from appliance.exports.html import html
from appliance.exports.notice.notice import NoNotice, notice
from appliance.exports.plain import plain
from appliance.exports.report import Printed, mode_of, report
from appliance.record.words import ItemId


class NotMade(Exception):
    """This record does not go out in this format now. `str()` says why."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted besides the record: when, where and for whom it is made, and which message of CAP.

    `notice_for`: the notice of an injury at work in place of the report, for this item of group "person". Empty means the only one of the
    staff who was hurt.
    """

    printed: Printed
    message: Message = Message.ALERT
    notice_for: ItemId | None = None


@dataclass(frozen=True, slots=True)
class Format:
    """`endings` are those of a file's name, the usual one first. `make` raises NotMade.

    `at_the_office`: the safety office makes it too. `costs_power`: it takes a Pi half a second, so that it waits while the battery is low.
    """

    endings: tuple[str, ...]
    make: Callable[[RecordShown, Wish], bytes]
    at_the_office: bool = True
    costs_power: bool = False
    a_page: bool = False
    """A page that people read, so that a notice is made in it too."""


def _json(shown: RecordShown, wish: Wish) -> bytes:
    return as_bytes(data(shown, wish.printed))


def _cap(shown: RecordShown, wish: Wish) -> bytes:
    if wish.message is Message.CANCEL and shown.record.still_open:
        number = shown.record.number
        raise NotMade(f"Call {number} is still open: it is not over until somebody stands it down.")
    zone = zone_of(RecordFacts(shown), wish.printed.zone)
    return cap(shown, mode_of(shown), wish.message, wish.printed.at_ms, zone)


def _html(shown: RecordShown, wish: Wish) -> bytes:
    return page_of(_document(shown, wish), "html")


def _pdf(shown: RecordShown, wish: Wish) -> bytes:
    return page_of(_document(shown, wish), "pdf")


def _text(shown: RecordShown, wish: Wish) -> bytes:
    return page_of(_document(shown, wish), "text")


def _document(shown: RecordShown, wish: Wish) -> Document:
    if wish.notice_for is None:
        return report(shown, wish.printed)
    try:
        return notice(shown, wish.printed, wish.notice_for)
    except NoNotice as why:
        raise NotMade(str(why)) from why


def page_of(document: Document, format_: str) -> bytes:
    """Give a document in one of the formats of PAGES."""
    return _PAGES[format_](document)


def pdf_of(document: Document) -> bytes:
    """Give a document as PDF."""
    from appliance.exports.pdf import pdf  # noqa: PLC0415 (half a second of a Pi's time that only a PDF needs)

    return pdf(document)


_PAGES: Final[dict[str, Callable[[Document], bytes]]] = {
    "html": lambda made: html(made).encode(),
    "pdf": pdf_of,
    "text": lambda made: plain(made).encode(),
}
FORMATS: Final = {
    "html": Format((".html", ".htm"), _html, a_page=True),
    "pdf": Format((".pdf",), _pdf, costs_power=True, a_page=True),
    "json": Format((".json",), _json),
    "cap": Format((".xml", ".cap"), _cap, at_the_office=False),
    "text": Format((".txt",), _text, a_page=True),
}
"""Name of `--format` -> what is made."""
PAGES: Final = tuple(name for name, each in FORMATS.items() if each.a_page)
"""Formats of pages that people read: a notice, and a copy that is given, are made in these alone."""
AT_THE_OFFICE: Final = tuple(name for name, each in FORMATS.items() if each.at_the_office)

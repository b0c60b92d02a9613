"""The whole report of one record, or a notice or a copy out of it, as its reader may read it: on the screen, on paper, in a file. Made in
this process.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from textual import work

from appliance.api.records.messages import CopyGiven, GiveCopy
from appliance.exports.document import Document
from appliance.exports.ending import Misnamed, format_of
from appliance.exports.html import html
from appliance.exports.plain import plain
from appliance.flows.known import Known
from appliance.flows.parts import Given, about_record
from appliance.flows.records.naming import named
from appliance.flows.records.papers import copies
from appliance.flows.records.papers.copies import COPY, CopyOffered
from appliance.flows.records.papers.notice import NOTICE, NoticeOf, offered
from appliance.flows.records.report import FORMATS, NOT_NOW, Goes, file_name, ways_out
from appliance.record.words import Attempt
from tui.asking.choice import Field
from tui.records.attempt import new_attempt
from tui.records.papers import copy_document, document, report_paper
from tui.records.printing import printer, send
from tui.records.typed_path import typed_path
from tui.screens.records.asking import AskingPanel, drawn, listed
from tui.screens.records.panel import OfRecord, RecordPanel, Session
from tui.screens.records.reading import RecordReading
from tui.screens.records.wording import WIDTH, refused

_OWNER_ALONE = 0o600


@dataclass(frozen=True, slots=True)
class Filed:
    """What goes into a file: how the title names it, the name proposed, what makes it, and the panel to go back to."""

    what: str
    name: str
    make: Callable[[], Document]
    back: Callable[[], OfRecord[Any]]


class ReportPanel(OfRecord[Goes | NoticeOf | CopyOffered]):
    """Where it may go. `of`: the paper is this notice, or this copy, and no report."""

    def __init__(self, session: Session, of: NoticeOf | CopyGiven | None = None) -> None:
        sitter = session.sitter
        ways = ways_out(printer=bool(printer()), kiosk=sitter.kiosk, spares_power=sitter.spares_power)
        shown = session.sheet.reading.shown
        ways += () if of else (*offered(shown), *copies.offered(shown))
        given = (copies.said(shown.record.number, of.given.item),) if isinstance(of, CopyGiven) else ()
        super().__init__(
            session,
            f"{named(session.sheet.shown.record)}: {_titled(of)}",
            lines=(*given, *((NOT_NOW,) if sitter.spares_power else ())),
            choices=tuple(listed(option, 0) for option in ways),
        )
        self._of = of

    def chosen(self, value: Goes | NoticeOf | CopyOffered) -> None:
        """Make it, and hand it on."""
        match value:
            case Goes.SCREEN:
                heading = _what(self._of).upper()
                self.open(RecordReading(self.session, heading, tuple(plain(self._made(), WIDTH).splitlines())))
            case Goes.PRINTER:
                self._print()
            case Goes.PDF | Goes.HTML:
                self.open(FilePanel(self.session, value, self._filed(value)))
            case NoticeOf():
                _ask_for_whom(self)
            case CopyOffered():
                self.open(CopyPanel(self.session, about_record(_known(self.session), self.sheet.reading.shown)))

    def back(self) -> None:
        """To the record, or from a notice or a copy to the report."""
        self.open(ReportPanel(self.session) if self._of else self.ways.record(self.session))

    def _made(self) -> Document:
        reader = self.session.sitter.reader
        if isinstance(self._of, CopyGiven):
            return copy_document(self.sheet, self._of, reader)
        return document(self.sheet, reader, self._of.person if self._of else None)

    def _filed(self, goes: Goes) -> Filed:
        of, what = self._of, _what(self._of)
        name = file_name(self.sheet.shown.record.number, goes, "record" if of is None else what)
        return Filed(f"THE {what.upper()}", name, self._made, lambda: ReportPanel(self.session, of))

    @work(exclusive=True)
    async def _print(self) -> None:
        self.says("Making it ...")
        made = await report_paper(self._made())
        what = "record" if self._of is None else _what(self._of)
        self.says(await send(made, f"{what} {self.sheet.shown.record.number}"))


class CopyPanel(AskingPanel, OfRecord[Any]):
    """On what basis a copy is given, and to whom. Once the box wrote that down, the copy may go where a report may."""

    flow = COPY

    def __init__(self, session: Session, given: Given, attempt: Attempt | None = None) -> None:
        self.given = given
        self._attempt = attempt or new_attempt()
        super().__init__(session, **drawn(self.flow, self.given))

    def next_part(self, given: Given) -> RecordPanel[Any]:
        """Ask for the next one."""
        return CopyPanel(self.session, given, self._attempt)

    def back(self) -> None:
        """To the report. Nothing was given."""
        self.open(ReportPanel(self.session))

    def do(self, wanted: Any) -> None:
        """Have the box write it down, and give what goes into it."""
        self._give(replace(wanted, attempt=self._attempt))

    @work(exclusive=True)
    async def _give(self, wanted: GiveCopy) -> None:
        answer = await self.box(wanted)
        if isinstance(answer, CopyGiven):
            await self.look_again()
            self.open(ReportPanel(self.session, answer))
        else:
            self.says(f"! {refused(answer)}")


class WhomPanel(AskingPanel, OfRecord[Any]):
    """For whom a notice is, where several of the staff were hurt."""

    flow = NOTICE

    def __init__(self, session: Session, given: Given) -> None:
        self.given = given
        super().__init__(session, **drawn(self.flow, self.given))

    def next_part(self, given: Given) -> RecordPanel[Any]:
        """Ask again."""
        return WhomPanel(self.session, given)

    def back(self) -> None:
        """To the report."""
        self.open(ReportPanel(self.session))

    def do(self, wanted: Any) -> None:
        """Ask where it may go."""
        self.open(ReportPanel(self.session, wanted))


def _ask_for_whom(panel: ReportPanel) -> None:
    session = panel.session
    given = about_record(_known(session), session.sheet.reading.shown)
    if NOTICE.missing(given) is not None:
        panel.open(WhomPanel(session, given))
        return
    wanted = NOTICE.make(given)
    assert isinstance(wanted, NoticeOf), "it was offered"
    panel.open(ReportPanel(session, wanted))


def _known(session: Session) -> Known:
    return Known(facts=session.sitter.facts)


def _what(of: NoticeOf | CopyGiven | None) -> str:
    """Say in a word what the paper is."""
    return "copy" if isinstance(of, CopyGiven) else "notice" if of else "report"


def _titled(of: NoticeOf | CopyGiven | None) -> str:
    if isinstance(of, CopyGiven):
        return "COPY FOR A UNION REPRESENTATIVE"
    return f"{'NOTICE OF AN INJURY AT WORK' if of else 'THE WHOLE REPORT'}, as far as you may read it"


class FilePanel(OfRecord[None]):
    """Where to write it; a file that is there already is left as it is."""

    def __init__(self, session: Session, goes: Goes, filed: Filed) -> None:
        super().__init__(
            session,
            f"{named(session.sheet.shown.record)}: WRITE {filed.what} TO A FILE",
            field=Field("File:", text=str(Path.home() / filed.name)),
            hint="ENTER writes it   ESC back   F2 I have it",
        )
        self._goes = goes
        self._filed = filed

    def entered(self, text: str) -> None:
        """Write it."""
        path = typed_path(text)
        try:
            format_of(path, FORMATS[self._goes])
        except Misnamed as wrong:
            self.says(f"! {wrong}")
            return
        self._write(path)

    def back(self) -> None:
        """To where it came from."""
        self.open(self._filed.back())

    @work(exclusive=True)
    async def _write(self, path: Path) -> None:
        self.says("Making it ...")
        made = self._filed.make()
        page = await report_paper(made) if self._goes is Goes.PDF else html(made).encode()
        self.says(await asyncio.to_thread(_written, page, path))


def _written(page: bytes, path: Path) -> str:
    """Write a new file for its owner alone. What became of it, in a sentence."""
    try:
        path.touch(_OWNER_ALONE, exist_ok=False)
        path.write_bytes(page)
    except FileExistsError:
        return f"! There already, and left as it is. Name another file. It is {path}"
    except OSError as error:
        return f"! {path} could not be written ({error.strerror}). Name another place."
    return f"Written: {path}"

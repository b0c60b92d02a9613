"""The whole report of one record, or a notice out of it, as its reader may read it: on the screen, on paper, in a file. Made in this
process.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual import work

from appliance.exports.document import Document
from appliance.exports.ending import Misnamed, format_of
from appliance.exports.html import html
from appliance.exports.plain import plain
from appliance.flows.known import Known
from appliance.flows.parts import Given, about_record
from appliance.flows.records.naming import named
from appliance.flows.records.notice import NOTICE, NoticeOf, offered
from appliance.flows.records.report import FORMATS, NOT_NOW, Goes, file_name, ways_out
from appliance.record.words import ItemId
from tui.records.papers import document, report_paper
from tui.records.printing import printer, send
from tui.screens.panel import Field
from tui.screens.records.asking import AskingPanel, drawn, listed
from tui.screens.records.panel import OfRecord, RecordPanel, Session
from tui.screens.records.reading import RecordReading
from tui.screens.records.wording import WIDTH

_OWNER_ALONE = 0o600


@dataclass(frozen=True, slots=True)
class Filed:
    """What goes into a file: how the title names it, the name proposed, what makes it, and the panel to go back to."""

    what: str
    name: str
    make: Callable[[], Document]
    back: Callable[[], OfRecord[Any]]


class ReportPanel(OfRecord[Goes | NoticeOf]):
    """Where it may go. `notice`: the paper is a notice, and no report."""

    def __init__(self, session: Session, notice: NoticeOf | None = None) -> None:
        sitter = session.sitter
        ways = ways_out(printer=bool(printer()), kiosk=sitter.kiosk, spares_power=sitter.spares_power)
        ways += () if notice else offered(session.sheet.reading.shown)
        super().__init__(
            session,
            f"{named(session.sheet.shown.record)}: {_titled(notice)}, as far as you may read it",
            lines=(NOT_NOW,) if sitter.spares_power else (),
            choices=tuple(listed(option, 0) for option in ways),
        )
        self._notice = notice

    def chosen(self, value: Goes | NoticeOf) -> None:
        """Make it, and hand it on."""
        match value:
            case Goes.SCREEN:
                heading = "NOTICE" if self._notice else "REPORT"
                self.open(RecordReading(self.session, heading, tuple(plain(self._made(), WIDTH).splitlines())))
            case Goes.PRINTER:
                self._print()
            case Goes.PDF | Goes.HTML:
                self.open(FilePanel(self.session, value, self._filed(value)))
            case NoticeOf():
                _ask_for_whom(self)

    def back(self) -> None:
        """To the record, or from a notice to the report."""
        self.open(ReportPanel(self.session) if self._notice else self.ways.record(self.session))

    def _made(self) -> Document:
        return document(self.sheet, self.session.sitter.reader, _person_of(self._notice))

    def _filed(self, goes: Goes) -> Filed:
        notice = self._notice
        return Filed(
            "THE NOTICE" if notice else "THE REPORT",
            file_name(self.sheet.shown.record.number, goes, notice=notice is not None),
            self._made,
            lambda: ReportPanel(self.session, notice),
        )

    @work(exclusive=True)
    async def _print(self) -> None:
        self.says("Making it ...")
        made = await report_paper(self._made())
        self.says(await send(made, f"{'notice' if self._notice else 'record'} {self.sheet.shown.record.number}"))


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
    given = about_record(Known(facts=session.sitter.facts), session.sheet.reading.shown)
    if NOTICE.missing(given) is not None:
        panel.open(WhomPanel(session, given))
        return
    wanted = NOTICE.make(given)
    assert isinstance(wanted, NoticeOf), "it was offered"
    panel.open(ReportPanel(session, wanted))


def _person_of(notice: NoticeOf | None) -> ItemId | None:
    return None if notice is None else notice.person


def _titled(notice: NoticeOf | None) -> str:
    return "NOTICE OF AN INJURY AT WORK" if notice else "THE WHOLE REPORT"


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
        path = Path(text).expanduser()
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

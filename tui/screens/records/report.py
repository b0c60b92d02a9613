"""The whole report of one record, as its reader may read it: on the screen, on paper, in a file. Made in this process."""

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
from appliance.flows.records.naming import named
from appliance.flows.records.report import FORMATS, NOT_NOW, Goes, file_name, ways_out
from tui.records.papers import document, report_paper
from tui.records.printing import printer, send
from tui.screens.panel import Field
from tui.screens.records.asking import listed
from tui.screens.records.panel import OfRecord, Session
from tui.screens.records.reading import RecordReading

_OWNER_ALONE = 0o600


@dataclass(frozen=True, slots=True)
class Filed:
    """What goes into a file: how the title names it, the name proposed, what makes it, and the panel to go back to."""

    what: str
    name: str
    make: Callable[[], Document]
    back: Callable[[], OfRecord[Any]]


class ReportPanel(OfRecord[Goes]):
    """Where it may go."""

    def __init__(self, session: Session) -> None:
        sitter = session.sitter
        offered = ways_out(printer=bool(printer()), kiosk=sitter.kiosk, spares_power=sitter.spares_power)
        super().__init__(
            session,
            f"{named(session.sheet.shown.record)}: THE WHOLE REPORT, as far as you may read it",
            lines=(NOT_NOW,) if sitter.spares_power else (),
            choices=tuple(listed(option, 0) for option in offered),
        )

    def chosen(self, value: Goes) -> None:
        """Make it, and hand it on."""
        match value:
            case Goes.SCREEN:
                lines = tuple(plain(document(self.sheet, self.session.sitter.reader)).splitlines())
                self.open(RecordReading(self.session, "REPORT", lines))
            case Goes.PRINTER:
                self._print()
            case Goes.PDF | Goes.HTML:
                self.open(FilePanel(self.session, value, self._filed(value)))

    def back(self) -> None:
        """To the record."""
        self.open(self.ways.record(self.session))

    def _filed(self, goes: Goes) -> Filed:
        return Filed(
            "THE REPORT",
            file_name(self.sheet.shown.record.number, goes),
            lambda: document(self.sheet, self.session.sitter.reader),
            lambda: ReportPanel(self.session),
        )

    @work(exclusive=True)
    async def _print(self) -> None:
        self.says("Making it ...")
        made = await report_paper(document(self.sheet, self.session.sitter.reader))
        self.says(await send(made, f"record {self.sheet.shown.record.number}"))


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

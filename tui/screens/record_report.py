"""The whole report of one record, as its reader may read it: on the screen, on paper, in a file. Made in this process."""

import asyncio
import enum
import time
from pathlib import Path

from textual import work

from appliance.exports.document import Document
from appliance.exports.html import html
from appliance.exports.plain import plain
from appliance.exports.report import Printed, report
from tui.records.printing import printer, send
from tui.records.wording import named
from tui.screens.panel import Choice, Field
from tui.screens.record_panel import OfRecord, Session
from tui.screens.record_reading import RecordReading

_OWNER_ALONE = 0o600


class Goes(enum.Enum):
    """Where the report goes."""

    SCREEN = "Read it here"
    PRINTER = "Print it"
    PDF = "Write it to a file, as PDF"
    HTML = "Write it to a file, as a page for a browser"


class ReportPanel(OfRecord[Goes]):
    """At the box's own screen nobody has files: it goes to the screen or to a printer."""

    def __init__(self, session: Session) -> None:
        offered = [Goes.SCREEN, *([Goes.PRINTER] if printer() else [])]
        offered += [] if session.sitter.kiosk else [Goes.PDF, Goes.HTML]
        super().__init__(
            session,
            f"{named(session.sheet.shown.record)}: THE WHOLE REPORT, as far as you may read it",
            choices=tuple(Choice(goes.value, goes) for goes in offered),
        )

    def chosen(self, value: Goes | None, text: str) -> None:
        """Make it, and hand it on."""
        del text
        match value:
            case Goes.SCREEN:
                lines = tuple(plain(document(self.session)).splitlines())
                self.open(RecordReading(self.session, "REPORT", lines))
            case Goes.PRINTER:
                self._print()
            case Goes.PDF | Goes.HTML:
                self.open(FilePanel(self.session, value))
            case None:
                pass

    def back(self) -> None:
        """To the record."""
        self.open(self.ways.record(self.session))

    @work(exclusive=True)
    async def _print(self) -> None:
        self.says("Making it ...")
        made = await asyncio.to_thread(_bytes, document(self.session), Goes.PDF)
        self.says(await send(made, f"record {self.sheet.shown.record.number}"))


class FilePanel(OfRecord[None]):
    """Where to write it; a file that is there already is left as it is."""

    def __init__(self, session: Session, goes: Goes) -> None:
        number, ending = session.sheet.shown.record.number, "pdf" if goes is Goes.PDF else "html"
        super().__init__(
            session,
            f"{named(session.sheet.shown.record)}: WRITE THE REPORT TO A FILE",
            field=Field("File:", text=str(Path.home() / f"record-{number}.{ending}")),
            hint="ENTER writes it   ESC back   F2 I have it",
        )
        self._goes = goes

    def chosen(self, value: None, text: str) -> None:
        """Write it."""
        del value
        self._write(Path(text).expanduser())

    def back(self) -> None:
        """To the choice."""
        self.open(ReportPanel(self.session))

    @work(exclusive=True)
    async def _write(self, path: Path) -> None:
        self.says("Making it ...")
        self.says(await asyncio.to_thread(_written, document(self.session), path, self._goes))


def document(session: Session) -> Document:
    """The report, made now for whoever sits here."""
    printed = Printed(at_ms=time.time_ns() // 1_000_000, zone=session.sheet.zone, reader=session.sitter.reader)
    return report(session.sheet.reading.shown, printed)


def _bytes(made: Document, goes: Goes) -> bytes:
    if goes is Goes.PDF:
        # Imported when somebody wants one: it and its fonts take as much memory as the whole console.
        from appliance.exports.pdf import pdf  # noqa: PLC0415

        return pdf(made)
    return html(made).encode()


def _written(made: Document, path: Path, goes: Goes) -> str:
    """Write a new file for its owner alone. What became of it, in a sentence."""
    try:
        path.touch(_OWNER_ALONE, exist_ok=False)
        path.write_bytes(_bytes(made, goes))
    except FileExistsError:
        return f"! There already, and left as it is. Name another file. It is {path}"
    except OSError as error:
        return f"! {path} could not be written ({error.strerror}). Name another place."
    return f"Written: {path}"

"""What goes to a printer from either console, as PDF: a whole report, a notice, a receipt with its code, an educator's own page. Knows no
screen and no printer.

fpdf2 and its fonts take as much memory as a whole console, and half a second of a Pi: imported when somebody prints.
"""

import asyncio
import time
from datetime import tzinfo

from appliance.api.records.messages import OwnPage, Paper
from appliance.exports.document import Document
from appliance.exports.notice.notice import notice
from appliance.exports.own_page import OwedRow, own_page
from appliance.exports.report import Printed, report
from appliance.flows.duties.own_rows import own_rows
from appliance.flows.records.sheet import Sheet
from appliance.record.words import ItemId
from appliance.supports.language import Language


def document(sheet: Sheet, for_whom: str, notice_for: ItemId | None = None) -> Document:
    """The report of an open record, made now; or the notice of the injury of this item of group "person". Raises NoNotice."""
    shown, printed = sheet.reading.shown, printed_now(sheet, for_whom)
    return report(shown, printed) if notice_for is None else notice(shown, printed, notice_for)


def printed_now(sheet: Sheet, for_whom: str) -> Printed:
    """When and for whom something is made, now."""
    return Printed(at_ms=time.time_ns() // 1_000_000, zone=sheet.zone, reader=for_whom)


def own_page_document(page: OwnPage, language: Language, zone: tzinfo) -> Document:
    """An educator's own page, made now."""
    owed = [OwedRow(*row) for row in own_rows(page.owed, language, zone)]
    return own_page(page, language, zone, time.time_ns() // 1_000_000, owed)


async def report_paper(made: Document) -> bytes:
    """A report or a notice to print."""
    return await asyncio.to_thread(_report, made)


async def receipt_paper(paper: Paper, zone: tzinfo) -> bytes:
    """A receipt to print."""
    return await asyncio.to_thread(_receipt, paper, zone)


def _report(made: Document) -> bytes:
    from appliance.exports.pdf import pdf  # noqa: PLC0415

    return pdf(made)


def _receipt(paper: Paper, zone: tzinfo) -> bytes:
    from appliance.exports.receipt import receipt_page  # noqa: PLC0415

    return receipt_page(paper, zone)

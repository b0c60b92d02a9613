"""Checks whether an export holds: its chain, its end and the signature of its head. Needs no key, no box and no network."""

from pathlib import Path

from appliance.envelope import format as layout
from appliance.log.container import (
    OF_SEVERAL,
    VERSION,
    ExportEnd,
    ExportEntry,
    ExportError,
    ExportHead,
    ExportSuccession,
    building_of,
    lines,
)
from appliance.log.examination import Examination, Row
from appliance.log.exported_boxes import Boxes
from appliance.log.fault import Fault, Kind
from appliance.log.report import Report, fingerprint
from appliance.logbook.head import Head
from appliance.vault import vault as vaults


def examine_export(file: Path) -> Report:
    """Check an export: chain and signed head, without any key. Raises ExportError for a file that is none."""
    report = Report(f"The export {file}")
    examination: Examination | None = None
    boxes: Boxes | None = None
    end: ExportEnd | None = None
    for line in lines(file):
        match line:
            case ExportHead() if examination is None and line.version in {VERSION, OF_SEVERAL}:
                examination, boxes = _begin(report, line), Boxes(line)
            case ExportSuccession() if boxes is not None and end is None:
                boxes.goes_on(line, examination.link if examination else None)
            case ExportEntry() if examination is not None and boxes is not None and end is None:
                examination.take([Row(line.number, None, line.entry)], ())
                boxes.take(line)
            case ExportEnd() if examination is not None and end is None:
                end = line
            case _:
                raise ExportError(f"{file} is no export this version of Handbell can read: its lines are out of order.")
    if examination is None or boxes is None:
        raise ExportError(f"{file} is empty.")
    examination.end()
    report.tell(examination)
    report.notes += boxes.notes
    report.faults += boxes.faults
    if end is None or (end.entries, end.successions) != (examination.seen.entries, boxes.successions):
        report.faults.append(Fault(Kind.CHAIN, 0, "the file is cut off: the line that ends an export does not fit"))
    return report


def _begin(report: Report, head: ExportHead) -> Examination:
    building = building_of(head)
    _, _, epoch, number, digest = layout.read_head_statement(head.statement)
    if number != head.number or not vaults.verify(head.device_key, head.statement, head.signature):
        report.faults.append(Fault(Kind.HEAD, 0, "the signature of the head does not hold"))
    report.notes.append(f"Its head, at entry {number:,}, is signed by the device {fingerprint(head.device_key)}.")
    report.notes.append("Compare that with what `handbell log verify` says on the box while its daemon is down.")
    return Examination(building, None, Head(epoch, number, digest))

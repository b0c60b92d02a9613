"""Puts the result of checking a record into words of at most 80 columns. Pure."""

import textwrap

import msgspec

from appliance.log.examination import Examination
from appliance.log.fault import MEANS, Fault, Kind
from appliance.plan.mistakes import counted

WIDTH = 80
SHOWN_MAX = 20  # faults of one kind: after twenty, a person knows enough to call for help


class Report(msgspec.Struct):
    """The report. `notes` say what was looked at and what could not be; `faults` say what is wrong. The record is intact if there are
    none.
    """

    subject: str
    notes: list[str] = []
    faults: list[Fault] = []

    def tell(self, examination: Examination) -> None:
        """Take over what an examination saw and found."""
        seen = examination.seen
        self.faults += examination.faults
        if not seen.entries:
            self.notes.append("It holds no entries.")
            return
        last = examination.link.number if examination.link else 0
        self.notes.append(
            f"Entries {seen.first:,} to {last:,}, {seen.entries:,} of them, in {counted(seen.runs, 'run')} of the box."
        )
        if seen.first > 1:
            self.notes.append(f"It was begun anew at entry {seen.first:,}; what came before was set aside.")
        if seen.keys or seen.unread:
            self.notes.append(
                f"{seen.facts:,} facts were opened, and {seen.keys:,} keys found as the record names them."
            )
        if seen.unread:
            self.notes.append(f"{seen.unread:,} entries are sealed under keys this box does not hold.")

    def lines(self) -> list[str]:
        """Give the report, verdict last."""
        found = _wrapped(self.subject, "")
        for note in self.notes:
            found += _wrapped(note, "  ")
        for kind in Kind:
            faults = [fault for fault in self.faults if fault.kind is kind]
            if faults:
                found += ["", *_wrapped(f"{kind.value.upper()}: {MEANS[kind]}", "")]
                found += [line for fault in faults[:SHOWN_MAX] for line in _wrapped(str(fault), "  ")]
                found += [f"  … and {len(faults) - SHOWN_MAX:,} more"] if len(faults) > SHOWN_MAX else []
        return [*found, "", self._verdict()]

    def _verdict(self) -> str:
        match len(self.faults):
            case 0:
                return "Intact."
            case 1:
                return "NOT INTACT: 1 fault. Keep the card as it is and tell district IT."
            case count:
                return f"NOT INTACT: {count:,} faults. Keep the card as it is and tell district IT."


def fingerprint(device_key: bytes) -> str:
    """Write a device's public key as people compare it: 64 hexadecimal digits in groups of eight."""
    digits = device_key.hex()
    return " ".join(digits[start : start + 8] for start in range(0, len(digits), 8))


def _wrapped(text: str, indent: str) -> list[str]:
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return textwrap.wrap(
        printable,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + "  ",
        break_long_words=False,  # a path is copied whole or not at all
        break_on_hyphens=False,
    )

"""Turns files of rules into canonical bytes and back. In this form rules are adopted, digested and kept. Pure; the caller reads the files.

The bytes are sorted JSON with the text of each file as it was written. So whoever reads the record in twenty years reads what was
signed, with the remarks in it, and every mistake has its line. Documents already adopted must stay readable.
"""

from collections.abc import Iterable

import msgspec

from appliance.duties.parse import parse
from appliance.duties.rules import Clash, Rule, RuleSet, join
from appliance.plan.mistakes import Mistake

FORMAT = "handbell-duties"
VERSION = 1
FILES_MAX = 8
"""Ours: the neutral set, a state's and a contract for each group of staff."""
RULES_DOCUMENT_BYTES_MAX = 768 * 1024
"""Fits a frame of the desk line, which takes 1 MiB. All shipped sets together are a tenth of it."""
MISTAKES_SAID_MAX = 5
"""The command names every mistake with its line before anything is sent. The box tells only the first few."""


class RulesDocumentError(ValueError):
    """The bytes are no rules that this software can read, or the rules have mistakes. The message says why."""


class RulesFile(msgspec.Struct, frozen=True):
    """One file of rules: its name without folders, and its text."""

    name: str
    text: str


class Rules(msgspec.Struct, frozen=True):
    """The rules that count together: the sets as their files have them, and the rules without those that another rule replaces."""

    sets: tuple[RuleSet, ...]
    rules: tuple[Rule, ...]


class _Label(msgspec.Struct, frozen=True):
    format: str
    version: int


class _DocumentV1(msgspec.Struct, frozen=True):
    format: str
    files: tuple[RulesFile, ...]
    version: int


def examine(files: Iterable[RulesFile], *, adopted: bool = False) -> Rules | list[tuple[str, Mistake]]:
    """Read files that are to be adopted together, or that were `adopted` (`parse`). Gives the rules, or every mistake with the name of its
    file.
    """
    sets: list[RuleSet] = []
    file_of: dict[str, str] = {}
    mistakes: list[tuple[str, Mistake]] = []
    for file in files:
        parsed = parse(file.text, adopted=adopted)
        mistakes += [(file.name, each) for each in parsed.mistakes]
        if parsed.rules is None:
            continue
        if parsed.rules.name in file_of:
            says = f'The set is called "{parsed.rules.name}", as the one in {file_of[parsed.rules.name]} is.'
            mistakes.append(
                (file.name, Mistake("set.name", 1, says, "Leave one of them out, or give it another name."))
            )
            continue
        file_of[parsed.rules.name] = file.name
        sets.append(parsed.rules)
    if mistakes:
        return mistakes
    joined = join(sets)
    if isinstance(joined, list):
        return [(file_of[each.name], _clash(each)) for each in joined]
    return Rules(tuple(sets), joined)


def to_document(files: Iterable[RulesFile]) -> bytes:
    """Give the canonical bytes of files: the same files in any order give the same bytes, on every machine."""
    ordered = tuple(sorted(files, key=lambda each: (each.name, each.text)))
    return msgspec.json.encode(_DocumentV1(FORMAT, ordered, VERSION), order="sorted")


def files_in(document: bytes) -> tuple[RulesFile, ...]:
    """Give the files in a document. Raises RulesDocumentError. Does not say whether the rules are sound."""
    if len(document) > RULES_DOCUMENT_BYTES_MAX:
        raise RulesDocumentError(
            f"The rules are {len(document):,} bytes long; at most {RULES_DOCUMENT_BYTES_MAX:,} are read. Leave files out."
        )
    try:
        label = msgspec.json.decode(document, type=_Label)
        if label.format != FORMAT:
            raise RulesDocumentError(
                f"These are no rules of duties: the format is {label.format[:40]!r}, not {FORMAT!r}."
            )
        if label.version != VERSION:
            raise RulesDocumentError(
                f"These rules have version {label.version}; this software reads version {VERSION}. Update the box first."
            )
        files = msgspec.json.decode(document, type=_DocumentV1).files
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RulesDocumentError(f"The rules cannot be read: {error}.") from error
    if not 0 < len(files) <= FILES_MAX:
        raise RulesDocumentError(f"There are {len(files)} files of rules. Adopt 1 to {FILES_MAX} together.")
    return files


def rules_in(document: bytes) -> Rules:
    """Read the rules in a document that is to be adopted. Raises RulesDocumentError where the bytes are no rules, or where the rules have
    mistakes.
    """
    return _sound(examine(files_in(document)))


def adopted_rules_in(document: bytes) -> Rules:
    """Read the rules in a document that was adopted, maybe under an earlier release that checked less. Raises RulesDocumentError where they
    cannot be read.
    """
    return _sound(examine(files_in(document), adopted=True))


def _sound(found: Rules | list[tuple[str, Mistake]]) -> Rules:
    if isinstance(found, Rules):
        return found
    told = " ".join(each.told(name) for name, each in found[:MISTAKES_SAID_MAX])
    raise RulesDocumentError(f"The rules are not sound: {told}")


def _clash(clash: Clash) -> Mistake:
    return Mistake("rule", clash.line, clash.says, clash.do)

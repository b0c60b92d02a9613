"""Holds `handbell communications`: check a district's own file of checklists and drafts, have the box adopt it, show what counts, or print
the shipped file to begin with.
"""

import argparse
import sys
from pathlib import Path

from appliance.adopting import ADMINISTRATOR, NotDoneError, ask, do, signer, when_and_by
from appliance.command_line import parser_of_steps, said
from appliance.communications.document import CommunicationsDocumentError, guidance_in, text_in, to_document
from appliance.communications.guidance import Guidance
from appliance.communications.parse import Parsed, parse
from appliance.communications_file import shipped, shipped_text, text_of
from appliance.plan.document import digest
from appliance.plan.mistakes import counted
from appliance.settings import Settings

SOCKET = Settings().desk_socket
LOOK = "handbell communications show"
"""Tells what counts now."""


def main(arguments: list[str]) -> int:
    """Check and adopt a file of checklists and draft statements, or print the shipped one.

    Returns the exit code: 0 sound, printed or adopted; 1 mistakes, or not done; 2 the file could not be read, or the box could not be
    asked; argparse exits with 2 for what it cannot read.
    """
    asked = _parser().parse_args(arguments)
    try:
        match asked.what:
            case "example":
                sys.stdout.write(shipped_text())
            case "check":
                _say(_summary(_read(asked.file)[1]))
            case "adopt":
                _adopt(asked)
            case _:
                _show(asked)
    except NotDoneError as refused:
        sys.stdout.flush()
        sys.stderr.write(f"{refused}\n")
        return refused.code
    return 0


def _read(file: Path) -> tuple[str, Guidance]:
    """Read a file whole. Raises NotDoneError with every mistake, one a line."""
    try:
        text = text_of(file)
    except OSError as error:
        raise NotDoneError(f"handbell communications: {said(error)}", 2) from error
    parsed = text if isinstance(text, Parsed) else parse(text)
    if isinstance(text, str) and parsed.guidance is not None:
        return text, parsed.guidance
    told = "".join(f"{each.told(str(file))}\n" for each in parsed.mistakes)
    raise NotDoneError(f"{told}{counted(len(parsed.mistakes), 'mistake')}. The file is refused as a whole.")


def _summary(its: Guidance) -> str:
    unnamed = sum(not each.name for each in its.speakers)
    nameless = f" {counted(unnamed, 'of the speakers has', 'of the speakers have')} no name." if unnamed else ""
    return (
        f"{its.title}: sound. {counted(len(its.checklists), 'checklist')}, {counted(len(its.drafts), 'draft')}, "
        f"{counted(len(its.speakers), 'speaker')}.{nameless}"
    )


def _adopt(asked: argparse.Namespace) -> None:
    # imported here, as below: checking a file loads no desk line
    from appliance.api.listed.communications import AdoptCommunicationsFile  # noqa: PLC0415

    text, its = _read(asked.file)
    by = signer(asked.by)
    _say(_summary(its))
    document = to_document(text)
    done = f"Communications adopted: {digest(document)[:12]}. Consoles show them within a minute."
    do(asked.socket, AdoptCommunicationsFile(request=0, by=by, document=document), done, LOOK)


def _show(asked: argparse.Namespace) -> None:
    from appliance.api.ask import Reply  # noqa: PLC0415
    from appliance.api.listed.communications import AskCommunications  # noqa: PLC0415

    known = ask(asked.socket, AskCommunications(request=0), LOOK)
    if isinstance(known, Reply):
        raise NotDoneError(known.says, 2)
    try:
        text = text_in(known.document) if known.document else shipped_text()
        if asked.text:
            sys.stdout.write(text)
            return
        its = guidance_in(known.document) if known.document else shipped()
    except CommunicationsDocumentError as error:
        says = f"Communications {known.digest[:12]} were adopted, and this release cannot read them: {error}"
        raise NotDoneError(f"{says} Until others are adopted, consoles show the file that is shipped.") from error
    if known.digest:
        _say(f"Communications {known.digest[:12]}, adopted on {when_and_by(known.adopted_ms, known.by)}.")
    else:
        _say("No file of communications was adopted: the one that is shipped counts.")
    _say(_summary(its))


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _parser() -> argparse.ArgumentParser:
    parser = parser_of_steps(prog="handbell communications", description=(main.__doc__ or "").partition("\n")[0])
    steps = parser.add_subparsers(dest="what", required=True, metavar="STEP")
    check = steps.add_parser("check", help="Name every mistake in a file, with its line and what to do.")
    adopt = steps.add_parser("adopt", help="Check a file, and make it what counts on this box and its consoles.")
    for each in (check, adopt):
        each.add_argument("file", type=Path, metavar="FILE", help="a TOML file; `example` shows one")
    adopt.add_argument("--by", default=ADMINISTRATOR, metavar="NAME", help="who signs (default: %(default)s)")
    show = steps.add_parser("show", help="Say what counts on this box, who adopted it and when.")
    show.add_argument("--text", action="store_true", help="print the file itself, as it was adopted")
    for each in (adopt, show):
        each.add_argument("--socket", type=Path, default=SOCKET, help="the desk line of the box (default: %(default)s)")
    steps.add_parser("example", help="Print the shipped file, to begin one's own with.")
    return parser

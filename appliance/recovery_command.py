"""`handbell recovery`: the phrase with which a new box takes a dead one's place. Made and checked here; kept on paper alone."""

import argparse
import getpass
import os
import sys
import time
from pathlib import Path

from appliance.command_line import parser_of_steps, said
from appliance.envelope import public_half
from appliance.envelope.phrase import ENTROPY_LEN, NotAPhrase, entropy_of, new_phrase, numbered, private_of

PHRASE_LEN_MAX = 1000  # letters; twelve of the longest words with numbers have 150
PUBLIC_LEN_MAX = 512 * 1024  # letters of a file that has the public half: a seed may have 256 KiB
RIGHT, WRONG, COULD_NOT = 0, 1, 2


class NotDone(Exception):
    """It could not be done; `str()` is why and what to do."""


def main(arguments: list[str]) -> int:
    """Make and check the phrase that opens what a new box needs when this one is dead.

    Returns the exit code: 0 done, or the right phrase; 1 the wrong phrase; 2 it could not be done.
    """
    asked = _parser().parse_args(arguments)
    try:
        code: int = asked.does(asked)
    except NotDone as refused:
        return _complain(asked.what, str(refused))
    except (KeyboardInterrupt, EOFError):
        return _complain(asked.what, "Ended by you. Nothing was changed.")
    except OSError as error:
        return _complain(asked.what, said(error))
    return code


def _new(asked: argparse.Namespace) -> int:
    phrase, public = made()
    if asked.paper is not None:
        _on_paper(asked, phrase, public)
    elif sys.stdout.isatty():
        _say(
            "The recovery phrase. Write it on paper, for the principal's safe; it is shown this once and kept nowhere:\n"
        )
        _say("\n".join(f"  {each}" for each in numbered(phrase)) + "\n")
    else:
        raise NotDone("The phrase is shown on a screen or put on paper, and into no other file: add --paper FILE.")
    _say(public_half.section_of(public).rstrip("\n"))
    sys.stderr.write("Put these lines into the seed of this building. They are no secret.\n")
    return RIGHT


def _on_paper(asked: argparse.Namespace, phrase: str, public: bytes) -> None:
    from appliance.exports.phrase_paper import PhrasePage, phrase_paper  # noqa: PLC0415 (a check must not wait for the PDF's code)

    page = PhrasePage(asked.box, asked.building, phrase, public)
    write_private(asked.paper, phrase_paper([page], int(time.time() * 1000)))
    sys.stderr.write(
        f"{asked.paper} has the phrase. Print it, put it into the principal's safe, and delete the file.\n"
    )


def _check(asked: argparse.Namespace) -> int:
    public = public_in(asked.public)
    entropy = typed("Type the twelve words of the recovery phrase, with blanks between. Nothing is shown: ")
    if isinstance(entropy, NotAPhrase):
        return _wrong(entropy.says)
    if private_of(entropy).public.raw != public:
        return _wrong("These are words of a recovery phrase, but not of this building's.")
    _say("Right.")
    return RIGHT


def _wrong(says: str) -> int:
    _say(f"Wrong. {says}")
    return WRONG


def made() -> tuple[str, bytes]:
    """A new phrase, and its public half."""
    entropy = os.urandom(ENTROPY_LEN)
    return new_phrase(entropy), private_of(entropy).public.raw


def typed(prompt: str) -> bytes | NotAPhrase:
    """What a person types without its being shown, or what is piped in; never a word of the command line, which others could see."""
    if sys.stdin.isatty():
        return entropy_of(getpass.getpass(prompt)[:PHRASE_LEN_MAX])
    return entropy_of(sys.stdin.read(PHRASE_LEN_MAX))


def public_in(file: Path) -> bytes:
    """The public half that stands in a file. Raises NotDone, OSError."""
    with file.open(encoding="utf-8", errors="replace") as opened:
        public = public_half.found_in(opened.read(PUBLIC_LEN_MAX))
    if public is None:
        raise NotDone(f"{file} has no public half of a recovery phrase: give the building's seed, or the lines of it.")
    return public


def write_private(file: Path, data: bytes) -> None:
    """A new file, 0600. Raises OSError, also where it is there already."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(data)
        opened.flush()
        os.fsync(descriptor)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _complain(what: str, why: str) -> int:
    sys.stderr.write(f"handbell recovery {what}: {why}\n")
    return COULD_NOT


def _parser() -> argparse.ArgumentParser:
    parser = parser_of_steps(prog="handbell recovery", description=main.__doc__)
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    new = what.add_parser("new", help="make a phrase for one building, and the lines of its seed")
    new.add_argument(
        "--paper", type=Path, metavar="FILE", help="put it onto a page to print (PDF), not onto the screen"
    )
    new.add_argument("--box", default="", metavar="NAME", help="what the box is called, for the paper")
    new.add_argument("--building", default="", metavar="NAME", help="what the building is called, for the paper")
    new.set_defaults(does=_new)
    check = what.add_parser(
        "check",
        help="type the phrase, and hear right or wrong",
        epilog="exit code: 0 right, 1 wrong, 2 it could not be checked",
    )
    check.add_argument(
        "--public", type=Path, required=True, metavar="FILE", help="check it against this seed, or the lines of one"
    )
    check.set_defaults(does=_check)
    return parser

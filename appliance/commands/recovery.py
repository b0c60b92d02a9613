"""Holds `handbell recovery`: makes and checks the phrase with which a new box takes a dead one's place. The phrase is kept only on
paper.
"""

import argparse
import asyncio
import getpass
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from appliance.api.ask import Ask, Reply
from appliance.api.client_line import LineLost
from appliance.api.desk.client import DeskClient
from appliance.api.records.recovery import AskRecovery, CheckRecoveryKey, RecoveryKnown, UseRecoveryKey
from appliance.command_line import parser_of_steps, said
from appliance.envelope import public_half
from appliance.envelope.hybrid import PrivateKey
from appliance.envelope.phrase import ENTROPY_LEN, NotAPhrase, entropy_of, new_phrase, numbered, private_of
from appliance.envelope.vouching import vouch
from appliance.settings import Settings

ANSWER_WITHIN_S = 30.0  # an entry on a slow card, and then a bundle is made
PHRASE_LEN_MAX = 1000  # letters; twelve of the longest words with numbers have 150
PUBLIC_LEN_MAX = 512 * 1024  # letters of a file that has the public half: a seed may have 256 KiB
TRIES_MAX = 3  # of typing a new phrase: whoever has not managed by then has written down another one
RIGHT, WRONG, COULD_NOT = 0, 1, 2
ANOTHER = "another-phrase"  # the box's code for the wrong phrase


class NotDone(Exception):
    """It could not be done; `str()` says why and what to do."""


def main(arguments: list[str]) -> int:
    """Make, exchange and check the phrase that opens what a new box needs when this one is dead.

    Returns the exit code: 0 done, or the right phrase; 1 the wrong phrase; 2 it could not be done.
    """
    asked = _parser().parse_args(arguments)
    try:
        code: int = asked.does(asked)
    except (NotDone, LineLost) as refused:
        return _complain(asked.what, str(refused))
    except TimeoutError:
        says = f"The box did not answer within {ANSWER_WITHIN_S:.0f} s. See: systemctl status handbell-alert"
        return _complain(asked.what, says)
    except (KeyboardInterrupt, EOFError):
        return _complain(asked.what, "Ended by you. Nothing was changed.")
    except OSError as error:
        return _complain(asked.what, said(error))
    return code


# ---- what it does


def _new(asked: argparse.Namespace) -> int:
    phrase, public = _made()
    _given(asked, phrase, public)
    _say(public_half.section_of(public).rstrip("\n"))
    _note("Put these lines into the seed of this building. They are no secret.")
    return RIGHT


def _renew(asked: argparse.Namespace) -> int:
    """Make another phrase. Whoever makes it types it once, so that a slip of the pen is found while the old phrase still serves."""
    known = _known(asked.socket)  # asked before anybody writes twelve words down in vain
    phrase, public = _made()
    _given(asked, phrase, public)
    vouched = vouch(_typed_back(public), known.to_vouch)
    reply = asyncio.run(_asked(asked.socket, UseRecoveryKey(request=0, public=public, vouched=vouched)))
    if not reply.ok:
        raise NotDone(f"{reply.says} {_STAYS}")
    _say(public_half.section_of(public).rstrip("\n"))
    _note(
        "Put these lines into the seed of this building, in place of those for the phrase before. They are no secret."
    )
    made = _known(asked.socket)
    begins = f"Its public half begins with {public_half.shown(public)}."
    if not made.for_phrase:
        why = made.says or "It is being made."
        raise NotDone(
            f"The box uses this phrase from now on, but has no recovery bundle for it yet. {begins} {why} {_KEEP}"
        )
    _say(f"Done. The box seals for this phrase from now on. {begins}")
    if known.fingerprint:
        _say(f"The paper before it still opens what is copied until now. {_KEEP}")
    return RIGHT


def _check(asked: argparse.Namespace) -> int:
    public = public_in(asked.public) if asked.public is not None else b""
    known = _known(asked.socket) if not public else None
    if known is not None and not known.fingerprint:
        raise NotDone("This box has no recovery phrase yet. Make one: handbell recovery renew")
    entropy = typed("Type the twelve words of the recovery phrase, with blanks between. Nothing is shown: ")
    if isinstance(entropy, NotAPhrase):
        return _wrong(entropy.says)
    private = private_of(entropy)
    if not (private.public.raw == public if known is None else _is_the_boxs(asked.socket, private, known.to_vouch)):
        return _wrong("These are words of a recovery phrase, but not of this building's.")
    _say("Right.")
    return RIGHT


def _status(asked: argparse.Namespace) -> int:
    known = _known(asked.socket)
    _say("\n".join(lines_of(known)))
    return RIGHT if known.bundle else WRONG


# ---- what it says


def lines_of(known: RecoveryKnown) -> list[str]:
    """Say how phrase, bundle and copy are, for a person."""
    if known.fingerprint:
        checked = f"typed last on {_day(known.checked_ms)}" if known.checked_ms else "not typed since"
        digits = public_half.grouped(known.fingerprint)
        lines = [f"Recovery phrase: since {_day(known.set_ms)}, {checked}; its public half begins with {digits}"]
        if not known.vouched:
            lines.append(
                "Nobody has typed it at this box yet: handbell recovery check. Until then a forged copy could pass for its own."
            )
    else:
        lines = ["Recovery phrase: none. Make one: handbell recovery renew"]
    lines.append(
        f"Safety office: {f'{known.office} that could open it' if known.office else 'no recovery key of its own'}"
    )
    bundle = f"number {known.bundle} lies ready" if known.bundle else "none"
    if known.bundle and known.fingerprint and not known.for_phrase:
        bundle += ", NOT for this phrase"
    return [
        *lines,
        f"Recovery bundle: {bundle}{f'. {known.says}' if known.says else ''}",
        f"At the copy: {_at_copy(known)}",
    ]


def _at_copy(known: RecoveryKnown) -> str:
    """Say which phrase opens what is copied: the box knows that only for bundles that it made since its start."""
    if not known.at_copy:
        return "no bundle was seen there"
    if known.copied:
        return f"bundle {known.at_copy}, for this phrase"
    return f"bundle {known.at_copy}, not known to be for this phrase: keep the paper before it, if there is one"


def _day(wall_ms: int) -> str:
    return datetime.fromtimestamp(wall_ms / 1000, UTC).strftime("%Y-%m-%d")


def _wrong(says: str) -> int:
    _say(f"Wrong. {says}")
    return WRONG


def _given(asked: argparse.Namespace, phrase: str, public: bytes) -> None:
    """Put the phrase on paper, or on the screen, and nowhere else. Raises NotDone, OSError."""
    if asked.paper is not None:
        _on_paper(asked, phrase, public)
    elif sys.stdout.isatty():
        _say(
            "The recovery phrase. Write it on paper, for the principal's safe; it is shown this once and kept nowhere:\n"
        )
        _say("\n".join(f"  {each}" for each in numbered(phrase)) + "\n")
    else:
        raise NotDone("The phrase is shown on a screen or put on paper, and into no other file: add --paper FILE.")


def _on_paper(asked: argparse.Namespace, phrase: str, public: bytes) -> None:
    from appliance.exports.phrase_paper import PhrasePage, phrase_paper  # noqa: PLC0415 (a check must not wait for the PDF's code)

    page = PhrasePage(asked.box, asked.building, phrase, public)
    _write_private(asked.paper, phrase_paper([page], int(time.time() * 1000)))
    _note(f"{asked.paper} has the phrase. Print it, put it into the principal's safe, and delete the file.")


# ---- the phrase


def _made() -> tuple[str, bytes]:
    """Make a new phrase, and its public half."""
    entropy = os.urandom(ENTROPY_LEN)
    return new_phrase(entropy), private_of(entropy).public.raw


_KEEP = "Keep both papers until this says that the bundle at the copy is for this phrase: handbell recovery status"
_STAYS = "The box uses what it used before: destroy the new paper."


def _typed_back(public: bytes) -> PrivateKey:
    """Have the new phrase typed from the paper. Raises NotDone."""
    for _ in range(TRIES_MAX):
        entropy = typed("Type it from the paper; only then does the box use it. Nothing is shown: ")
        if not isinstance(entropy, NotAPhrase) and (private := private_of(entropy)).public.raw == public:
            return private
        _say(entropy.says if isinstance(entropy, NotAPhrase) else "That is another phrase than the new one.")
        if not sys.stdin.isatty():
            break
    raise NotDone(f"It was not typed as it was shown. {_STAYS}")


def typed(prompt: str) -> bytes | NotAPhrase:
    """Read what a person types, without showing it, or what is piped in. It is never read from the command line, which others could see."""
    if sys.stdin.isatty():
        return entropy_of(getpass.getpass(prompt)[:PHRASE_LEN_MAX])
    return entropy_of(sys.stdin.read(PHRASE_LEN_MAX))


def public_in(file: Path) -> bytes:
    """Find the public half in a file. Raises NotDone, OSError."""
    with file.open(encoding="utf-8", errors="replace") as opened:
        public = public_half.found_in(opened.read(PUBLIC_LEN_MAX))
    if public is None:
        raise NotDone(f"{file} has no public half of a recovery phrase: give the building's seed, or the lines of it.")
    return public


def _write_private(file: Path, data: bytes) -> None:
    """Write a new file, 0600. Raises OSError, also if the file exists already."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(data)
        opened.flush()
        os.fsync(descriptor)


# ---- the box


def _is_the_boxs(socket: Path, private: PrivateKey, to_vouch: bytes) -> bool:
    """Ask the box, which makes an entry of it. Raises NotDone, LineLost, TimeoutError."""
    vouched = vouch(private, to_vouch)
    reply = asyncio.run(_asked(socket, CheckRecoveryKey(request=0, public=private.public.raw, vouched=vouched)))
    if not reply.ok and reply.code != ANOTHER:
        raise NotDone(reply.says)
    return reply.ok


def _known(socket: Path) -> RecoveryKnown:
    """Ask the box what it knows. Raises NotDone, LineLost, TimeoutError."""
    known = asyncio.run(_asked(socket, AskRecovery(request=0)))
    if isinstance(known, Reply):
        raise NotDone(known.says)
    return known


async def _asked[A](socket: Path, message: Ask[A]) -> A | Reply:
    """Open a line for one question only: a person may take long to type what the next question needs."""
    async with asyncio.timeout(ANSWER_WITHIN_S), DeskClient.connect(socket, desk=None, client="recovery") as line:
        return await line.ask(message)


# ---- its words


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _note(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _complain(what: str, why: str) -> int:
    _note(f"handbell recovery {what}: {why}")
    return COULD_NOT


def _parser() -> argparse.ArgumentParser:
    parser = parser_of_steps(prog="handbell recovery", description=main.__doc__)
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    paper = argparse.ArgumentParser(add_help=False)
    paper.add_argument("--paper", type=Path, metavar="FILE", help="onto a page to print (PDF), not onto the screen")
    paper.add_argument("--box", default="", metavar="NAME", help="what the box is called, for the paper")
    paper.add_argument("--building", default="", metavar="NAME", help="what the building is called, for the paper")
    at_box = argparse.ArgumentParser(add_help=False)
    at_box.add_argument(
        "--socket", type=Path, default=Settings().desk_socket, help="the desk line of the box (default: %(default)s)"
    )
    new = what.add_parser("new", parents=[paper], help="make a phrase for a building, and the lines of its seed")
    new.set_defaults(does=_new)
    renew = what.add_parser(
        "renew", parents=[paper, at_box], help="make another phrase for this box, which seals for it from then on"
    )
    renew.set_defaults(does=_renew)
    check = what.add_parser(
        "check",
        parents=[at_box],
        help="type the phrase, and hear right or wrong",
        epilog="exit code: 0 right, 1 wrong, 2 it could not be checked",
    )
    check.add_argument(
        "--public",
        type=Path,
        metavar="FILE",
        help="against this seed, or the lines of one, where the box is not at hand",
    )
    check.set_defaults(does=_check)
    status = what.add_parser(
        "status",
        parents=[at_box],
        help="which phrase the box seals for, and whether a bundle lies ready",
        epilog="exit code: 0 there is a bundle, 1 there is none, 2 the box could not be asked",
    )
    status.set_defaults(does=_status)
    return parser

"""Defines what a console and the process that restores (`handbell restore serve`) say to each other, on a socket of their own.

Knows no file. One connection carries one question. Its answer comes last, and messages about progress may come before it. Frames are as on
the desk line (`appliance.api.framing`). The phrase travels on no other line: it goes from the keyboard to the process that opens with it,
on this machine.

    AskCopies    -> Looking ... Copies         the copies from which the box can be restored; one far away or on a stick is fetched first
    RestoreFrom  -> Looking ... Laid           the copy is opened, checked and laid ready; the box's own record goes on
    AskOffice    -> Asking                     the safety office is asked for another box's record; or, once it has answered:
                 -> Looking ... Laid           the answer is opened, checked and laid ready
    TakeUp       -> TakenUp                    the box begins anew with it, at the next moment in which no call is open
    any of them  -> NotRestored                nothing was changed
"""

import msgspec

from appliance.api.discreet import Discreet

SOCKET_NAME = "restore.sock"  # in the same folder as the desk line's socket
FRAME_LEN_MAX = 64 * 1024  # a few copies, or a few sentences
PHRASE_LEN_MAX = 1000  # letters; twelve of the longest words with numbers have 150


class AskCopies(msgspec.Struct, frozen=True, tag="ask-copies"):
    """Ask which copies there are, and whether one is laid ready already."""


class RestoreFrom(Discreet, frozen=True, tag="restore-from"):
    """Restore from the copy with this name (`Copy.name`), with this recovery phrase as it was typed."""

    copy: str
    phrase: str

    def __repr__(self) -> str:
        return f"RestoreFrom({self.copy!r})"


class TakeUp(msgspec.Struct, frozen=True, tag="take-up"):
    """Begin anew with what is laid ready. A person has read what it is, and said yes."""


class AskOffice(msgspec.Struct, frozen=True, tag="ask-office"):
    """Ask the safety office, over the district's line, for the record of the box that this one replaces; or hear how far that is.
    `stop`: stop asking. Then the answer is NotRestored, because nothing was restored.
    """

    stop: bool = False


type FromConsole = AskCopies | RestoreFrom | AskOffice | TakeUp


class Copy(msgspec.Struct, frozen=True):
    """One copy to restore from. `where`: what people call its place ("the USB stick"). `written_ms`: when it was last written, by the
    former box's clock, 0 if that is not known. `used`: another box was restored from it before. `own`: it is the copy of this box.

    `named`: the seed says that this box takes the place of the box whose copy it is. `whose`: what tells it from others at the same
    place; empty if it is the only one there.
    """

    name: str
    where: str
    written_ms: int = 0
    used: bool = False
    own: bool = False
    named: bool = False
    whose: str = ""


class Looking(msgspec.Struct, frozen=True, tag="looking"):
    """What is being done, in a sentence. More messages follow."""

    says: str


class Laid(msgspec.Struct, frozen=True, tag="laid"):
    """A record is laid ready, up to entry `up_to`, and not taken up yet. `copy_ms`: when its newest entry was written, by the former
    box's clock, 0 if that is not known. `open_calls` will ring again. For `lost_calls` nobody can tell any more. `missing` entries
    are not in the copy. `unproven`: nothing proves which calls were open. `used`: another box was restored from the same copy.
    `says`: what else a person must read before they say yes.
    """

    up_to: int
    copy_ms: int
    open_calls: int
    lost_calls: int = 0
    missing: int = 0
    used: bool = False
    says: tuple[str, ...] = ()
    unproven: bool = False


class Copies(msgspec.Struct, frozen=True, tag="copies"):
    """Answer to AskCopies. `code`: what people tell the safety office by telephone, if this box asked it for help; otherwise empty."""

    copies: tuple[Copy, ...]
    laid: Laid | None = None
    code: str = ""
    says: str = ""


class Asking(msgspec.Struct, frozen=True, tag="asking"):
    """Answer to AskOffice: the box asks the office since `since_ms` (this box's wall clock), and people tell it `code` by telephone. The
    other fields are as in `appliance.api.board.outside.AskingLine`.
    """

    code: str
    since_ms: int
    handover: bool = False
    entries: int = 0
    refused: str = ""


class TakenUp(msgspec.Struct, frozen=True, tag="taken-up"):
    """The box begins anew; `says` tells when."""

    says: str


class NotRestored(msgspec.Struct, frozen=True, tag="not-restored"):
    """Nothing was changed. `code` names the reason; `says` tells what was found, where, and what to do."""

    code: str
    says: str


type ToConsole = Looking | Copies | Laid | Asking | TakenUp | NotRestored

from_console = msgspec.msgpack.Decoder(FromConsole)
to_console = msgspec.msgpack.Decoder(ToConsole)

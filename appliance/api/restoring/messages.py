"""What a console and the process that restores (`handbell restore serve`) say to each other, over a socket of their own. Knows no file.

One question a line; its answer is the last thing on it, and words may come before it. Frames as on the desk line
(`appliance.api.framing`). The phrase travels here alone: from the keys to the process that opens with it, on this machine.

    AskCopies    -> Looking ... Copies         which copies can be restored from; one far away or on a stick is fetched for that
    RestoreFrom  -> Looking ... Laid           opened, checked and laid ready beside the box's own record, which goes on meanwhile
    AskOffice    -> Asking                     the safety office is asked for what another box had; or, once it has answered:
                 -> Looking ... Laid           its answer opened, checked and laid ready
    TakeUp       -> TakenUp                    the box begins anew with it, at the next moment in which no call is open
    any of them  -> NotRestored                nothing was changed
"""

import msgspec

from appliance.api.discreet import Discreet

SOCKET_NAME = "restore.sock"  # beside the desk line's
FRAME_LEN_MAX = 64 * 1024  # a few copies, or a few sentences
PHRASE_LEN_MAX = 1000  # letters; twelve of the longest words with numbers have 150


class AskCopies(msgspec.Struct, frozen=True, tag="ask-copies"):
    """Which copies there are, and whether one is laid ready already."""


class RestoreFrom(Discreet, frozen=True, tag="restore-from"):
    """Restore from the copy of this name (`Copy.name`) with this recovery phrase, as it was typed."""

    copy: str
    phrase: str

    def __repr__(self) -> str:
        return f"RestoreFrom({self.copy!r})"


class TakeUp(msgspec.Struct, frozen=True, tag="take-up"):
    """Begin anew with what is laid ready. A person read what it is, and said yes."""


class AskOffice(msgspec.Struct, frozen=True, tag="ask-office"):
    """Ask the safety office, over the district's line, for what the box had in whose place this one is; or hear how far that is. `stop`:
    ask no more; the answer is NotRestored, since nothing was.
    """

    stop: bool = False


type FromConsole = AskCopies | RestoreFrom | AskOffice | TakeUp


class Copy(msgspec.Struct, frozen=True):
    """One to restore from. `where`: what people call its place ("the USB stick"). `written_ms`: when it was written last, by the former
    box's clock, 0 where nothing tells. `used`: another box was restored from it before. `own`: it is this very box's.
    `named`: the seed says that this box goes on for the one whose copy it is. `whose`: what tells it from others at the same place,
    empty where it is alone there.
    """

    name: str
    where: str
    written_ms: int = 0
    used: bool = False
    own: bool = False
    named: bool = False
    whose: str = ""


class Looking(msgspec.Struct, frozen=True, tag="looking"):
    """What is being done, in a sentence. More follows."""

    says: str


class Laid(msgspec.Struct, frozen=True, tag="laid"):
    """A record is laid ready, up to entry `up_to`, and not taken up yet. `copy_ms`: when its newest entry was written, by the former
    box's clock, 0 where nothing tells. `open_calls` ring again; of `lost_calls` nobody can tell any more; `missing` entries are not in
    the copy. `unproven`: nothing proves which calls were open. `used`: another box was restored from the same copy. `says`: more to be
    read before yes is said.
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
    """Answer to AskCopies. `code`: what the safety office is told by telephone, where this box asked it for help; empty where not."""

    copies: tuple[Copy, ...]
    laid: Laid | None = None
    code: str = ""
    says: str = ""


class Asking(msgspec.Struct, frozen=True, tag="asking"):
    """Answer to AskOffice: the office is asked since `since_ms` (this box's wall clock), and is told `code` by telephone. The other fields
    as in `appliance.api.board.outside.AskingLine`.
    """

    code: str
    since_ms: int
    handover: bool = False
    entries: int = 0
    refused: str = ""


class TakenUp(msgspec.Struct, frozen=True, tag="taken-up"):
    """It begins anew; `says` when."""

    says: str


class NotRestored(msgspec.Struct, frozen=True, tag="not-restored"):
    """Nothing was changed. `code` names the reason, `says` tells what was found, where, and what to do."""

    code: str
    says: str


type ToConsole = Looking | Copies | Laid | Asking | TakenUp | NotRestored

from_console = msgspec.msgpack.Decoder(FromConsole)
to_console = msgspec.msgpack.Decoder(ToConsole)

"""Defines what travels between a building, the blind district server and the safety office, as msgpack. Pure; opens nothing. Bodies are
the bytes of entries exactly as sealed. A wrap is an HPKE wrap for one recipient (1,168 bytes); nobody else can tell what is in it.
"""

from typing import Annotated

import msgspec

from appliance.envelope.format import ID_LEN

# entries in one deposit; at most 0.5 MiB each at the usual 800 bytes, and one transaction of the server
ENTRIES_MAX = 500
DEPOSIT_LEN_MAX = 8 * 1024 * 1024  # bytes of one deposit: what the sealed feed may answer at once
WRAPS_MAX = 5_000  # wraps in one body: 5,000 wraps of 1.2 KB are 6 MB
URGENT_ENTRIES_MAX = 128  # 64 that were just written, and as many key entries: what the uplink sends ahead at once
URGENT_WRAPS_MAX = 1_536  # a dozen for each; as many as its 2 MiB hold


class Wrap(msgspec.Struct, frozen=True, array_like=True):
    """One detached wrap of a data key, named by key entry `number`."""

    number: int
    stream: bytes
    key_no: int
    recipient: bytes
    wrap: bytes


class Deposit(msgspec.Struct, frozen=True, array_like=True, tag="deposit-1"):
    """Contiguous entries, oldest first, that follow on the head the server told, and the wraps that their key entries name. Wraps for the
    building's own reading keys are left out: they never leave it. A deposit with more entries or wraps is refused before any of it is
    decoded.
    """

    entries: Annotated[tuple[bytes, ...], msgspec.Meta(max_length=ENTRIES_MAX)]
    wraps: Annotated[tuple[Wrap, ...], msgspec.Meta(max_length=WRAPS_MAX)]


class Urgent(msgspec.Struct, frozen=True, array_like=True, tag="urgent-1"):
    """Entries of open calls, sent ahead of the backlog, each stream with its key entry first. Any numbers, ascending."""

    entries: Annotated[tuple[bytes, ...], msgspec.Meta(max_length=URGENT_ENTRIES_MAX)]
    wraps: Annotated[tuple[Wrap, ...], msgspec.Meta(max_length=URGENT_WRAPS_MAX)]


STATEMENT_LEN_MAX = 257 * 1024  # the longest notice (`statements.NOTICE_LEN_MAX`), and what is around its body


class Signed(msgspec.Struct, frozen=True, array_like=True):
    """A statement (`statements.py`), the Ed25519 public key that signed it (32 bytes), and the signature (64)."""

    statement: Annotated[bytes, msgspec.Meta(max_length=STATEMENT_LEN_MAX)]
    key: Annotated[bytes, msgspec.Meta(max_length=32)]
    signature: Annotated[bytes, msgspec.Meta(max_length=64)]


# How many things an answer has at most, so that its reader refuses a long list of tiny things before decoding it.
HELD_TOLD_MAX = 1_000  # numbers above the head that are told: two full bodies of the urgent lane
TOLD_MAX = 100  # notices, and *opened*: twice what a server tells in one answer
COLLECTED_MAX = 10_000  # entries, wraps or receipts in one answer to the office: 8 MiB have 7,000 wraps
NUMBER_MAX = 2**63 - 1  # the largest number that every store can count to

type Number = Annotated[int, msgspec.Meta(ge=0, le=NUMBER_MAX)]


class HeadTold(msgspec.Struct, frozen=True):
    """What the server has of a box. `state`: "ok", "fork" (nothing is countersigned until the office decides), "superseded" (another box
    has taken its place) or "revoked". `number` is 0, and the digest zeros, before the first deposit.
    """

    state: str
    epoch: bytes
    number: Number
    digest: bytes
    held: Annotated[tuple[int, ...], msgspec.Meta(max_length=HELD_TOLD_MAX)] = ()
    """Numbers above `number` held from the urgent lane."""
    damaged: tuple[tuple[int, int], ...] = ()
    """First and last numbers of entries up to `number` that the server no longer has as they came: they must be deposited again."""
    building_name: str = ""
    """What the district calls the box's building, where a session begins; otherwise empty, and empty from an older server."""


class Deposited(msgspec.Struct, frozen=True):
    """Answer to a deposit: the countersigned receipt and the head after it. The same deposit always gets the same bytes."""

    receipt: Signed
    head: HeadTold


class Held(msgspec.Struct, frozen=True):
    """Answer to the urgent lane: a holding receipt for each entry, in order."""

    receipts: Annotated[tuple[Signed, ...], msgspec.Meta(max_length=ENTRIES_MAX)]


class Notices(msgspec.Struct, frozen=True):
    """Notices and *opened* statements for a building, oldest first; `after` goes on."""

    notices: Annotated[tuple[Signed, ...], msgspec.Meta(max_length=TOLD_MAX)]
    opened: Annotated[tuple[Signed, ...], msgspec.Meta(max_length=TOLD_MAX)]
    after: Number


class Refused(msgspec.Struct, frozen=True):
    """Why a request was refused: a code for the program, a sentence for a person, and the head where it explains the refusal."""

    code: str
    says: str
    head: HeadTold | None = None


class Recipient(msgspec.Struct, frozen=True, array_like=True):
    """A recipient of data keys; the body of a RECIPIENTS notice is a tuple of these.

    `public`: MLKEM768-X25519, 1,216 bytes. `signing`: Ed25519 key that signs *opened*, 32 bytes, or empty for the offline recovery
    recipient, who signs nothing.
    """

    name: str
    public: bytes
    signing: bytes
    valid_from_ms: int


type DistrictPerson = tuple[Recipient]
"""Body of a DISTRICT_PERSON notice: the one person for whom answers about repercussions are sealed. They sign nothing (`signing` is
empty), and no data key is ever wrapped for them.
"""

DISTRICT_PERSON_NAME_MAX = 60
"""Characters of that person's name: ours, so that the sentence that says who reads an answer fits on a screen."""


LESSONS_MAX = 100
"""In one notice: ours. Nobody reads more, and they fit a notice many times over."""
LESSON_CHARACTERS_MAX = 200
"""Of its sentence, and of its action: one line on paper, as in the record."""


class LessonTold(msgspec.Struct, frozen=True, array_like=True):
    """A lesson as every building is told it; a LESSONS notice has them sealed (`sealed_lessons.py`). It names no building, no person and no
    day of an incident. `lesson` is its id, 16 bytes. `told_ms`: when the safety office approved it, since the Unix epoch.
    """

    lesson: bytes
    sentence: str
    action: str
    told_ms: int


def lessons_fault(lessons: tuple[LessonTold, ...]) -> str:
    """Say why nobody can be told these, as the end of a sentence that begins with the notice; empty where they can."""
    if len(lessons) > LESSONS_MAX:
        return f"has {len(lessons)} lessons; {LESSONS_MAX} at most are taken"
    if len({each.lesson for each in lessons}) != len(lessons) or any(len(each.lesson) != ID_LEN for each in lessons):
        return "has a lesson twice, or with an id that is not 16 bytes long"
    texts = [text for each in lessons for text in (each.sentence, each.action)]
    if any(not text.strip() or not text.isprintable() or len(text) > LESSON_CHARACTERS_MAX for text in texts):
        return f"has a lesson without a sentence and an action of 1 to {LESSON_CHARACTERS_MAX} characters on one line"
    return ""


type ReceiptKeys = tuple[bytes, ...]
"""Body of a RECEIPT_KEYS notice: the Ed25519 keys (32 bytes each) of the district's servers whose receipts count from now on."""


class RevokedBox(msgspec.Struct, frozen=True, array_like=True):
    """A box that is revoked; the body of a REVOKED notice is a tuple of these. Nobody believes entries of the box above `last`."""

    box: bytes
    last: int
    says: str


class ForkDecided(msgspec.Struct, frozen=True, array_like=True):
    """Body of a FORK_DECIDED notice: of box `box`, the history goes on in which entry `number` has `digest`."""

    box: bytes
    number: int
    digest: bytes


class StoredEntry(msgspec.Struct, frozen=True, array_like=True):
    """An entry as the safety office collects it: its bytes, when the server received it, and whether a receipt covers it."""

    building: bytes
    number: int
    entry: bytes
    received_ms: int
    countersigned: bool


class Collected(msgspec.Struct, frozen=True):
    """Answer to the office: entries after a place, their wraps for this recipient, and the receipts that cover them."""

    entries: Annotated[tuple[StoredEntry, ...], msgspec.Meta(max_length=COLLECTED_MAX)]
    wraps: Annotated[tuple[tuple[bytes, Wrap], ...], msgspec.Meta(max_length=COLLECTED_MAX)]
    """Building, wrap."""
    receipts: Annotated[tuple[Signed, ...], msgspec.Meta(max_length=COLLECTED_MAX)]
    after: int
    more: bool

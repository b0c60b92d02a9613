"""Works out whom this box believes from the verified notices: receipt keys, recipients, revoked boxes, forks. Pure; checks no signature."""

import hashlib
from collections.abc import Mapping

import msgspec

from appliance.envelope import sealed_lessons
from appliance.envelope.deposit import (
    DISTRICT_PERSON_NAME_MAX,
    DistrictPerson,
    ForkDecided,
    LessonTold,
    ReceiptKeys,
    Recipient,
    RevokedBox,
)
from appliance.envelope.exercise_sets import ExercisesTold, SetTold, sets_fault
from appliance.envelope.hybrid import KeyBytesError, PrivateKey, PublicKey
from appliance.envelope.statements import Notice, NoticeType

SIGNING_KEY_LEN = 32
RECIPIENTS_MAX = 32  # each adds a wrap to every new key (0.1 ms, 1.2 KB); an office has two or three and a recovery key
RECEIPT_KEYS_MAX = 64  # servers of one district, with old and new keys at the same time


class NamedPerson(msgspec.Struct, frozen=True):
    """The person of the district for whom answers about repercussions are sealed."""

    name: str
    public: PublicKey


class Trust(msgspec.Struct, frozen=True):
    """Whom this box believes. `root` is the SHA-256 of the office's root key, empty while no office is known.

    Keys are sealed for `recipients`; `signing_keys` are theirs. `revoked_above`: the office says that nobody believes this box's own
    entries above this number.
    """

    building: bytes
    box: bytes
    root: bytes = b""
    receipt_keys: frozenset[bytes] = frozenset()
    signing_keys: frozenset[bytes] = frozenset()
    recipients: tuple[PublicKey, ...] = ()
    revoked_above: int | None = None
    recovery: tuple[PublicKey, ...] = ()
    """The recipients that sign nothing: kept offline, for when all else is lost."""
    forks: tuple[ForkDecided, ...] = ()
    person: NamedPerson | None = None
    """None while the safety office has named nobody."""
    lessons: tuple[LessonTold, ...] = ()
    """What the safety office tells every building, as far as this one can open it."""
    exercises: tuple[SetTold, ...] = ()
    """The sets of exercises that the safety office assigns to this building."""


def trust_in(
    building: bytes, box: bytes, root: bytes, notices: Mapping[int, Notice], own_key: PrivateKey | None = None
) -> Trust:
    """Work out whom the verified notices (by their type) let this box believe. `own_key` opens what the office seals for this building."""
    recipients = _RECIPIENTS.decode(_body(notices, NoticeType.RECIPIENTS))
    revoked = _REVOKED.decode(_body(notices, NoticeType.REVOKED))
    forks = _FORKS.decode(_body(notices, NoticeType.FORK_DECIDED))
    return Trust(
        building,
        box,
        root,
        receipt_keys=frozenset(_RECEIPT_KEYS.decode(_body(notices, NoticeType.RECEIPT_KEYS))),
        signing_keys=frozenset(each.signing for each in recipients if each.signing),
        recipients=tuple(PublicKey.from_bytes(each.public) for each in recipients),
        recovery=tuple(PublicKey.from_bytes(each.public) for each in recipients if not each.signing),
        revoked_above=min((each.last for each in revoked if each.box == box), default=None),
        forks=tuple(each for each in forks if each.box == box),
        person=_person_in(notices),
        lessons=_lessons_in(notices, own_key),
        exercises=tuple(
            each for each in _EXERCISES.decode(_body(notices, NoticeType.EXERCISES)) if each.is_for(building)
        ),
    )


def body_fault(said: Notice) -> str:
    """Say why nobody can act on a notice's body, empty if somebody can. `trust_in` takes only notices without a fault."""
    try:
        match said.type:
            case NoticeType.RECIPIENTS:
                return _recipients_fault(_RECIPIENTS.decode(said.body))
            case NoticeType.RECEIPT_KEYS:
                return _keys_fault(_RECEIPT_KEYS.decode(said.body))
            case NoticeType.REVOKED:
                _REVOKED.decode(said.body)
            case NoticeType.FORK_DECIDED:
                _FORKS.decode(said.body)
            case NoticeType.DISTRICT_PERSON:
                return _person_fault(_PERSON.decode(said.body)[0])
            case NoticeType.LESSONS:
                return sealed_lessons.body_fault(said.body)
            case NoticeType.EXERCISES:
                return sets_fault(_EXERCISES.decode(said.body))
            case NoticeType.ESCROW:
                return "asks for keys back, which this release does not do"
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return "cannot be read"
    return ""


def fingerprint(root_key: bytes) -> bytes:
    """Give the SHA-256 of a root key's 32 bytes, by which people and seeds name it."""
    return hashlib.sha256(root_key).digest()


# ---- helpers -----------------------------------------------------------------------------------------------------------

_RECIPIENTS = msgspec.msgpack.Decoder(tuple[Recipient, ...])
_RECEIPT_KEYS = msgspec.msgpack.Decoder(ReceiptKeys)
_REVOKED = msgspec.msgpack.Decoder(tuple[RevokedBox, ...])
_FORKS = msgspec.msgpack.Decoder(tuple[ForkDecided, ...])
_PERSON = msgspec.msgpack.Decoder(DistrictPerson)
_EXERCISES = msgspec.msgpack.Decoder(ExercisesTold)
_EMPTY = msgspec.msgpack.encode(())


def _body(notices: Mapping[int, Notice], kind: NoticeType) -> bytes:
    found = notices.get(kind)
    return _EMPTY if found is None else found.body


def _person_in(notices: Mapping[int, Notice]) -> NamedPerson | None:
    found = notices.get(NoticeType.DISTRICT_PERSON)
    if found is None:
        return None
    (person,) = _PERSON.decode(found.body)
    return NamedPerson(person.name, PublicKey.from_bytes(person.public))


def _lessons_in(notices: Mapping[int, Notice], own_key: PrivateKey | None) -> tuple[LessonTold, ...]:
    """Open the lessons. There are none for a building whose key the office did not know when it told them."""
    found = notices.get(NoticeType.LESSONS)
    if found is None or own_key is None:
        return ()
    try:
        return sealed_lessons.opened(found.body, own_key)
    except sealed_lessons.LessonsError:
        return ()


def _person_fault(person: Recipient) -> str:
    if not person.name.strip() or not person.name.isprintable() or len(person.name) > DISTRICT_PERSON_NAME_MAX:
        return f"names nobody by a name of 1 to {DISTRICT_PERSON_NAME_MAX} characters on one line"
    if person.signing:
        return "names somebody with a signing key, and the district person signs nothing"
    try:
        PublicKey.from_bytes(person.public)
    except KeyBytesError as wrong:
        return f"cannot be used: {wrong}"
    return ""


def _recipients_fault(recipients: tuple[Recipient, ...]) -> str:
    if not 1 <= len(recipients) <= RECIPIENTS_MAX:
        return f"names {len(recipients)} recipients; 1 to {RECIPIENTS_MAX} are taken"
    if len({each.public for each in recipients}) != len(recipients):
        return "names a recipient twice"
    if any(each.signing and len(each.signing) != SIGNING_KEY_LEN for each in recipients):
        return f"has a signing key that is not {SIGNING_KEY_LEN} bytes long"
    try:
        for each in recipients:
            PublicKey.from_bytes(each.public)
    except KeyBytesError as wrong:
        return f"cannot be used: {wrong}"
    return ""


def _keys_fault(keys: ReceiptKeys) -> str:
    if not 1 <= len(keys) <= RECEIPT_KEYS_MAX:
        return f"names {len(keys)} keys; 1 to {RECEIPT_KEYS_MAX} are taken"
    return "" if all(len(key) == SIGNING_KEY_LEN for key in keys) else "has a key that is not 32 bytes long"

"""Tests that whatever is handed in, in whatever order and however often, the newest true word holds, and nothing ever goes back."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.core.district.commands import NoteOpened, NoteReceipt, OfDistrict, TakeNotice
from appliance.core.district.events import NoticeTaken, ReceiptTaken, StreamOpened
from appliance.core.district.statements import Known, after, note
from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection
from appliance.district import judge
from appliance.district.judge import Beside, NotBelieved
from appliance.district.trust import Trust, trust_in
from appliance.envelope.deposit import Signed
from appliance.envelope.statements import Notice, NoticeType
from tests.appliance.district.office import Office, Reader, public_of

WRAPPED = {"statement": b"", "key": b"", "signature": b""}
NUMBERS = st.integers(1, 9)
COMMANDS = st.one_of(
    st.builds(lambda a, v: TakeNotice(notice=NoticeTaken(about=a, version=v, **WRAPPED)), st.integers(1, 3), NUMBERS),
    st.builds(lambda n: NoteReceipt(receipt=ReceiptTaken(number=n, received_ms=n, **WRAPPED)), NUMBERS),
    st.builds(
        lambda s, n: NoteOpened(opened=StreamOpened(stream=s, number=n, **WRAPPED)),
        st.binary(min_size=1, max_size=1),
        NUMBERS,
    ),
)
OFFICE, READER = Office(b"b" * 16, b"x" * 16), Reader("office")
TRUST = Trust(
    OFFICE.building,
    OFFICE.box,
    OFFICE.fingerprint,
    receipt_keys=frozenset({public_of(OFFICE.server)}),
    signing_keys=frozenset({public_of(READER.signing)}),
)
NOTICES = [OFFICE.receipt_keys(), OFFICE.recipients(1, READER)]


@pytest.mark.slow
@given(st.lists(COMMANDS, max_size=40))
def test_the_newest_of_each_holds_in_any_order(commands: list[OfDistrict]) -> None:
    known = Known()
    for number, command in enumerate(commands):
        before = known
        decided = note(known, command)
        if not isinstance(decided, Rejection):
            for event in decided:
                known = after(known, event, Moment(number, number))
        assert known.countersigned >= before.countersigned
        assert all(known.notices[about].version >= each.version for about, each in before.notices.items())
        assert all(known.opened[stream] >= each for stream, each in before.opened.items())
    told = [msgspec.structs.astuple(command)[0] for command in commands]
    assert known.countersigned == max((each.number for each in told if isinstance(each, ReceiptTaken)), default=0)
    for about in (1, 2, 3):
        versions = [each.version for each in told if isinstance(each, NoticeTaken) and each.about == about]
        assert (known.notices[about].version if versions else None) == max(versions, default=None)


@pytest.mark.slow
@settings(max_examples=300)
@given(st.sampled_from(NOTICES), st.data())
def test_one_bit_changed_anywhere_and_a_notice_is_not_believed(true: Signed, data: st.DataObject) -> None:
    assert isinstance(judge.notice(true, TRUST), Notice)
    parts = list(msgspec.structs.astuple(true))
    which = data.draw(st.integers(0, 2))
    at = data.draw(st.integers(0, 8 * len(parts[which]) - 1))
    changed = bytearray(parts[which])
    changed[at // 8] ^= 1 << at % 8
    parts[which] = bytes(changed)
    assert isinstance(judge.notice(Signed(*parts), TRUST), NotBelieved)


@given(st.binary(max_size=400), st.binary(max_size=40), st.binary(max_size=70))
def test_rubbish_is_refused_and_never_an_error(statement: bytes, key: bytes, signature: bytes) -> None:
    for keys in (key, public_of(OFFICE.server), public_of(OFFICE.root), public_of(READER.signing)):
        handed = Signed(statement, keys, signature)
        for judged in (judge.notice, judge.receipt, judge.holding, judge.opened):
            assert isinstance(judged(handed, TRUST), NotBelieved)


@given(st.sampled_from(list(NoticeType)), st.binary(max_size=300))
def test_a_signed_body_that_is_taken_can_be_acted_on(about: NoticeType, body: bytes) -> None:
    said = Notice(OFFICE.building, about, 1, body)
    signed = Signed(said.pack(), public_of(OFFICE.root), OFFICE.root.sign(said.pack()))
    if isinstance(judged := judge.notice(signed, TRUST), Notice):
        trust_in(OFFICE.building, OFFICE.box, OFFICE.fingerprint, {about: judged})


@given(st.integers(0, 5), st.integers(1, 8), st.booleans(), st.booleans())
def test_beside_our_record_only_the_same_entry_is_the_same(head: int, number: int, have: bool, same: bool) -> None:
    own = (b"d" * 32 if same else b"e" * 32) if have else None
    found = judge.beside(head, own, number, b"d" * 32)
    assert (found is Beside.SAME) == (number <= head and have and same)
    assert (found is Beside.BEYOND) == (number > head)

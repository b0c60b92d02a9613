"""Tests the alphabet and the PDUs of texts, also against two readers that are not ours, and against our pretend network."""

import datetime

import gsm0338
import pytest
from hypothesis import given
from hypothesis import strategies as st
from smspdudecoder.easy import read_incoming_sms, read_outgoing_sms

from hardware.errors import FrameError
from hardware.modem.alphabet import pack, septets_of, text_of, unpack
from hardware.modem.deliver import Delivered, Outcome, StatusReport, coding_of, read_pdu
from hardware.modem.pdu_fields import Octets, Part, read_address, write_address
from hardware.modem.submit import PARTS_MAX, outgoing
from hardware.modem.twin import air

REYES = "+17205550111"
AT = datetime.datetime(2026, 12, 1, 8, 14, 9, tzinfo=datetime.UTC)
CODEC = gsm0338.Codec()
LETTERS = "".join(text_of(bytes([code])) for code in range(128) if code != 0x1B) + "^{}\\[~]|€"
gsm_texts = st.text(alphabet=LETTERS.replace("\f", ""), max_size=500)
any_texts = st.text(alphabet=st.characters(codec="utf-16", exclude_categories=("Cs", "Cc")), max_size=300)
numbers = st.from_regex(r"\+[1-9][0-9]{7,14}", fullmatch=True)


def joined(pdus: list[str]) -> str:
    return "".join(each.text for pdu in pdus if isinstance(each := read_pdu(pdu), Delivered))


@given(gsm_texts)
def test_a_text_of_the_alphabet_has_the_codes_that_another_codec_gives(text: str) -> None:
    septets = septets_of(text)
    assert septets == CODEC.encode(text)[0]
    assert text_of(septets) == text == CODEC.decode(septets)[0]


def test_every_code_is_read_as_another_codec_reads_it() -> None:
    for code in range(128):
        if code != 0x1B:
            assert text_of(bytes([code])) == CODEC.decode(bytes([code]))[0]


def test_an_escape_before_an_unknown_code_gives_the_plain_character() -> None:
    assert text_of(b"\x1bA") == "A"
    assert text_of(b"a\x1b") == "a "
    assert text_of(b"\x1b\x1b\x65") == " e"


@given(st.binary(max_size=170).map(lambda held: bytes(each & 0x7F for each in held)), st.integers(0, 6))
def test_what_was_packed_is_unpacked(septets: bytes, skipped: int) -> None:
    assert unpack(pack(septets, skipped), len(septets), skipped) == septets


def test_a_text_goes_out_as_one_pdu_that_others_read() -> None:
    (sent,) = outgoing(REYES, "DRILL Emergency, Room 204 [north]. Reply 1 4821 going.", 1)
    assert read_outgoing_sms(sent.pdu) == {
        "recipient": REYES,
        "content": "DRILL Emergency, Room 204 [north]. Reply 1 4821 going.",
    }
    assert sent.length == len(sent.pdu) // 2 - 1
    assert air.submitted(sent.pdu) == air.Air(
        REYES, "DRILL Emergency, Room 204 [north]. Reply 1 4821 going.", wants_report=True
    )


def test_160_characters_are_one_text_and_161_are_two() -> None:
    assert len(outgoing(REYES, "a" * 160, 1)) == 1
    assert len(outgoing(REYES, "a" * 161, 1)) == 2
    assert len(outgoing(REYES, "a" * 159 + "€", 1)) == 2
    assert len(outgoing(REYES, "ñ" * 160, 1)) == 1
    assert len(outgoing(REYES, "ő" * 70, 1)) == 1
    assert len(outgoing(REYES, "ő" * 71, 1)) == 2


@given(numbers, st.one_of(gsm_texts, any_texts), st.integers(0, 0xFFFF))
def test_the_parts_of_a_text_give_the_text_again_on_the_other_side(number: str, text: str, reference: int) -> None:
    parts = outgoing(number, text, reference)
    heard = [air.submitted(each.pdu) for each in parts]
    assert {each.number for each in heard} == {number}
    assert [(each.part, each.of) for each in heard] == [(at, len(parts)) for at in range(1, len(parts) + 1)]
    assert len(parts) == 1 or {each.reference for each in heard} == {reference}
    assert "".join(each.text for each in heard) == text
    assert all(each.length <= 164 for each in parts)
    if "@" not in text and "\r" not in text:  # the other reader takes filling for an @, or an @ for filling
        theirs = [read_outgoing_sms(each.pdu)["content"].rstrip("@") for each in parts]
        assert "".join(theirs) == text


def test_no_character_is_torn_apart_between_two_parts() -> None:
    faces = outgoing(REYES, "a" + "😀" * 80, 1)
    assert all("�" not in air.submitted(each.pdu).text for each in faces)
    euros = outgoing(REYES, "a" + "€" * 200, 1)
    assert "".join(air.submitted(each.pdu).text for each in euros) == "a" + "€" * 200


def test_a_text_that_is_far_too_long_is_cut_and_says_so() -> None:
    parts = outgoing(REYES, "word " * 2000, 1)
    assert len(parts) <= PARTS_MAX
    said = "".join(air.submitted(each.pdu).text for each in parts)
    assert said.endswith("…")
    assert said.startswith("word word")


@pytest.mark.parametrize("to", ["", "+", "reyes", "+1720 555 0111", "+1720555011112345678901", "１２３４５６７８"])
def test_what_is_no_number_is_refused(to: str) -> None:
    with pytest.raises(ValueError, match="no telephone number"):
        outgoing(to, "hi", 1)


@given(numbers, st.one_of(gsm_texts, any_texts), st.integers(0, 255))
def test_a_text_that_comes_is_read_as_the_network_wrote_it(number: str, text: str, reference: int) -> None:
    pdus = air.delivered(number, text, AT, reference)
    read = [read_pdu(each) for each in pdus]
    assert all(isinstance(each, Delivered) and each.number == number for each in read)
    assert all(isinstance(each, Delivered) and each.sent_at_ms == AT.timestamp() * 1000 for each in read)
    if "\r" not in text and "�" not in joined(pdus):
        shown = "".join(each if each == "\n" or each.isprintable() else " " for each in text)
        assert joined(pdus) == shown


@given(numbers, st.text(alphabet="abc XYZ 0123 {}ñ€", min_size=1, max_size=150), st.integers(0, 255))
def test_a_text_that_comes_is_read_as_another_reader_reads_it(number: str, text: str, reference: int) -> None:
    for pdu in air.delivered(number, text, AT, reference):
        ours, theirs = read_pdu(pdu), read_incoming_sms(pdu)
        assert isinstance(ours, Delivered)
        assert (ours.number, ours.text) == (theirs["sender"], theirs["content"].rstrip("@"))  # it reads filling as @
        assert ours.sent_at_ms == theirs["date"].timestamp() * 1000
        assert (ours.part is None) == (not theirs["partial"])


def test_a_short_number_has_no_plus_and_a_name_is_given_in_letters() -> None:
    assert read_address(Octets(write_address("22395"))) == "22395"
    assert read_address(Octets(write_address(REYES))) == REYES
    (pdu,) = air.delivered("Carrier", "Your bill", AT)
    read = read_pdu(pdu)
    assert isinstance(read, Delivered)
    assert (read.number, read.text) == ("Carrier", "Your bill")


def test_both_widths_of_a_reference_are_read() -> None:
    narrow = read_pdu("0044" + "0B917102551110F1" + "0000" + "62213181439000" + "09" + "050003070201" + "D032")
    assert isinstance(narrow, Delivered)
    assert narrow.part == Part(7, 1, 2)
    wide = read_pdu("0044" + "0B917102551110F1" + "0008" + "62213181439000" + "09" + "06080401070202" + "0048")
    assert isinstance(wide, Delivered)
    assert (wide.part, wide.text) == (Part(0x107, 2, 2), "H")


def test_a_report_says_what_became_of_a_text() -> None:
    for status, outcome in (
        (0, Outcome.ARRIVED),
        (0x20, Outcome.TRYING),
        (0x41, Outcome.FAILED),
        (0x7F, Outcome.FAILED),
    ):
        assert read_pdu(air.report(REYES, 9, status, AT)) == StatusReport(9, REYES, outcome, status)


@pytest.mark.parametrize("scheme", range(256))
def test_every_coding_is_known_or_refused(scheme: int) -> None:
    try:
        coding_of(scheme)
    except FrameError as error:
        assert "compressed" in str(error)


@given(st.one_of(st.text(alphabet="0123456789ABCDEFabcdef", max_size=360), st.text(max_size=40)))
def test_whatever_a_modem_hands_over_is_read_or_refused(pdu: str) -> None:
    try:
        read = read_pdu(pdu)
    except FrameError as error:
        assert str(error)
        return
    assert isinstance(read, Delivered | StatusReport)


@given(numbers, gsm_texts, st.data())
def test_a_pdu_that_was_cut_is_refused_and_never_read_as_another_text(
    number: str, text: str, data: st.DataObject
) -> None:
    pdu = air.delivered(number, text, AT)[0]
    cut = pdu[: data.draw(st.integers(0, len(pdu) - 1))]
    try:
        read = read_pdu(cut)
    except FrameError:
        return
    whole = read_pdu(pdu)
    assert isinstance(read, Delivered)
    assert isinstance(whole, Delivered)
    assert whole.text == read.text  # only filling was cut off

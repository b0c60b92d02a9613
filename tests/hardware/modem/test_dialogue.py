"""Tests the talk with a modem as pure bytes: answers, what is said in the middle of them, and noise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.modem import commands
from hardware.modem.commands import checked
from hardware.modem.dialogue import LINE_BYTES_MAX, Answer, Dialogue, Event, Prompt, Unasked

PDU = "07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07"


def said(command: str, *data: bytes) -> list[Event]:
    dialogue = Dialogue()
    if command:
        dialogue.ask(command)
    return [event for each in data for event in dialogue.feed(each)]


def test_an_answer_is_its_lines() -> None:
    assert said("AT+CSQ", b"\r\n+CSQ: 20,99\r\n\r\nOK\r\n") == [Answer(("+CSQ: 20,99",))]


def test_an_echo_is_no_answer() -> None:
    assert said("AT+CGMM", b"AT+CGMM\r\r\nEC25\r\n\r\nOK\r\n") == [Answer(("EC25",))]


def test_what_is_said_unasked_in_the_middle_of_an_answer_is_no_part_of_it() -> None:
    middle = (
        b"\r\n+CMGL: 1,0,,30\r\n^RSSI: 18\r\n"
        + PDU.encode()
        + b'\r\n+CMTI: "SM",2\r\n^BOOT:1,0,0,0,75\r\nRING\r\n\r\nOK\r\n'
    )
    assert said(commands.LIST, middle) == [
        Unasked("^RSSI: 18"),
        Unasked('+CMTI: "SM",2'),
        Unasked("^BOOT:1,0,0,0,75"),
        Unasked("RING"),
        Answer(("+CMGL: 1,0,,30", PDU)),
    ]


def test_a_report_comes_with_its_pdu_whoever_is_talking() -> None:
    assert said("", b"\r\n+CDS: 30\r\n" + PDU.encode() + b"\r\n") == [Unasked("+CDS: 30", PDU)]
    assert said("AT+CGMM", b"\r\n+CDS: 30\r\n" + PDU.encode() + b"\r\nEC25\r\nOK\r\n") == [
        Unasked("+CDS: 30", PDU),
        Answer(("EC25",)),
    ]


def test_the_change_of_a_cell_is_no_answer_to_the_question_for_it() -> None:
    assert said("AT+CREG?", b"\r\n+CREG: 2\r\n\r\n+CREG: 1,1\r\nOK\r\n") == [
        Unasked("+CREG: 2"),
        Answer(("+CREG: 1,1",)),
    ]


def test_a_prompt_is_seen_without_an_end_of_line_and_only_where_a_text_is_sent() -> None:
    assert said("AT+CMGS=28", b"\r\n>", b" ") == [Prompt()]
    assert said("AT+CGMM", b"\r\n> ") == []
    dialogue = Dialogue()
    dialogue.ask("AT+CMGS=28")
    assert dialogue.feed(b"\r\n> ") == [Prompt()]
    assert dialogue.feed(PDU.encode() + b"\x1a\r\n^RSSI: 3\r\n+CMGS: 7\r\n\r\nOK\r\n") == [
        Unasked("^RSSI: 3"),
        Answer(("+CMGS: 7",)),
    ]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        (b"ERROR", Answer((), "ERROR")),
        (b"+CMS ERROR: 38", Answer((), "CMS", 38)),
        (b"+CME ERROR: 10", Answer((), "CME", 10)),
        (b"+CME ERROR: SIM not inserted", Answer((), "CME", -1)),
        (b"COMMAND NOT SUPPORT", Answer((), "ERROR")),
    ],
)
def test_a_refusal_has_its_number(line: bytes, answer: Answer) -> None:
    assert said("AT+CMGS=28", b"\r\n" + line + b"\r\n") == [answer]


def test_a_line_without_end_is_dropped_and_the_next_is_read() -> None:
    assert said("AT+CSQ", b"x" * 5 * LINE_BYTES_MAX, b"\r\n+CSQ: 9,99\r\nOK\r\n") == [Answer(("+CSQ: 9,99",))]


def test_zeros_of_a_modem_that_starts_are_no_bytes_of_a_line() -> None:
    assert said("AT", b"\0\0\r\n\0OK\r\n") == [Answer(())]


@given(st.lists(st.binary(max_size=200), max_size=20))
def test_whatever_comes_memory_stays_bounded_and_a_whole_answer_ends_it(chunks: list[bytes]) -> None:
    dialogue = Dialogue()
    dialogue.ask("AT+CSQ")
    for each in chunks:
        dialogue.feed(each)
        assert len(dialogue._unread) <= LINE_BYTES_MAX
    dialogue.feed(b"\r\n")
    dialogue.ask("AT+CSQ")
    assert Answer(("+CSQ: 20,99",)) in dialogue.feed(b"\r\n+CSQ: 20,99\r\n\r\nOK\r\n")


@pytest.mark.parametrize(
    "command",
    [
        "ATD*99#",
        "ATD17205550111;",
        "ATA",
        'AT+CGDATA="PPP",1',
        "AT+CGACT=1,1",
        "AT+CGDCONT=1",
        "ATD",
        "AT^NDISDUP=1,1",
        "AT$QCRMCALL=1,1",
        "AT+CPIN=1234",
        "AT+CMGS=28\rATD911;",
        "AT+CMGD=1,4",
        "AT+CMGF=1",
        "AT+CLCK",
        "at+cgmm",
        "AT+QCFG",
        "AT+COPS=2",
        "",
    ],
)
def test_no_command_passes_that_is_not_of_the_list(command: str) -> None:
    with pytest.raises(AssertionError, match="no command that is ever sent"):
        checked(command)


def test_no_command_of_the_list_dials_or_opens_a_connection() -> None:
    every = [*commands._FIXED, commands._VARIED.pattern]
    assert len(every) > 20
    for word in ("ATD", "ATA", "CGDATA", "CGACT", "CGDCONT", "QCRMCALL", "NDISDUP", "CGATT", "PPP", "USBNET", "QMI"):
        assert [each for each in every if word in each.upper()] == []


@pytest.mark.parametrize(
    ("lines", "sim"),
    [
        (("+CPIN: READY",), commands.Sim.READY),
        (("+CPIN: SIM PIN",), commands.Sim.WANTS_PIN),
        (("+CPIN: SIM PUK",), commands.Sim.WANTS_PUK),
        (("+CPIN: PH-NET PIN",), commands.Sim.BROKEN),
        ((), commands.Sim.BROKEN),
    ],
)
def test_what_a_card_wants_is_read(lines: tuple[str, ...], sim: commands.Sim) -> None:
    assert commands.sim_in(Answer(lines)) is sim


def test_errors_about_a_card_are_read() -> None:
    sims = {code: commands.sim_in(Answer((), "CME", code)).name for code in (10, 11, 12, 13, 14, 3, -1)}
    assert sims == {10: "MISSING", 11: "WANTS_PIN", 12: "WANTS_PUK", 13: "BROKEN", 14: "BUSY", 3: "BUSY", -1: "BUSY"}


@pytest.mark.parametrize(
    ("line", "registered"),
    [
        ("+CREG: 1", True),
        ("+CREG: 5", True),
        ("+CEREG: 1,1", True),
        ('+CREG: 2,1,"1A2B","01C3",7', True),
        ("+CEREG: 0,6", True),
        ("+CREG: 0,2", False),
        ("+CREG: 0,3", False),
        ("+CREG: 0,0", False),
        ("+CREG:", None),
        ("+CSQ: 1,1", None),
        ("+CREG: 1,2,3", None),
    ],
)
def test_the_state_of_the_cell_is_read(line: str, registered: bool | None) -> None:
    assert commands.registered_in(line) is registered


def test_figures_are_read_or_unknown() -> None:
    assert commands.signal_dbm_in(Answer(("+CSQ: 20,99",))) == -73
    assert commands.signal_dbm_in(Answer(("+CSQ: 99,99",))) is None
    assert commands.signal_dbm_in(Answer(("+CSQ:",))) is None
    assert commands.room_in(Answer(("+CPMS: 3,10,3,10,3,10",))) == (3, 10)
    assert commands.room_in(Answer((), "CMS", 302)) is None
    assert commands.stores_in(Answer(('+CPMS: ("SM","ME"),("SM"),("ME","SM")',))) == ("SM", "ME")
    assert commands.stores_in(Answer((), "ERROR")) == ("SM",)
    assert commands.tries_in(Answer(("+CPINR: SIM PIN,3",))) == 3
    assert commands.tries_in(Answer((), "ERROR")) is None
    assert commands.reference_in(Answer(("+CMGS: 261",))) == 5
    assert commands.card_in(Answer(("+CCID: 8901260123456789012",))) == "8901260123456789012"
    assert commands.card_in(Answer(("8901260123456789012F",))) == "8901260123456789012"


def test_what_somebody_wrote_onto_the_card_is_no_text_that_came() -> None:
    answer = Answer(("+CMGL: 1,2,,20", "AA", "+CMGL: 4,0,,30", PDU, "+CMGL: 5,1,,30"))
    assert commands.listed_in(answer) == {4: PDU, 5: ""}

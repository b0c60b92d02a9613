"""Tests what a plan says about telephones and texts: what it holds is kept, what is wrong has its line, and a plan without it keeps its
bytes.
"""

import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st

from appliance.api.framing import frame
from appliance.api.phones.frames import to_phones
from appliance.api.phones.messages import Setup
from appliance.phone_network import telephone_file
from appliance.plan import check_telephones
from appliance.plan.check_telephones import USER
from appliance.plan.document import from_document, to_document
from appliance.plan.ids import PersonId, PhoneId, RoomId
from appliance.plan.index import PlanIndex
from appliance.plan.ladder import in_words
from appliance.plan.messages import Language
from appliance.plan.model import Hours, Plan, given
from appliance.plan.parse import examine
from appliance.plan.telephones import SharedPhone, Telephone, Texts, Transport
from tests.appliance.plan.conftest import SOUND

REYES = "{id: reyes, name: Marisol Reyes, roles: [lead, nurse], told_by: bell}"
PERSON = """\
id: reyes
    name: Marisol Reyes
    roles: [lead, nurse]
    agreed: 2026-08-20
    ways:
      - {by: phone, to: "2210"}
      - {by: phone, to: +17205550111}
      - {by: text, to: +17205550111, language: es}
"""
STEP = "{after_s: 15, sounders: [bell], roles: [lead]}"
ROOM = "{id: B204, name: Room 204, floor: 2, zone: west, phone_name: Rm B204}"
PHONES = """\
telephone: {pbx: 10.20.0.5, extension: "4357"}
shared_phones:
  - {id: office-phone, name: Phone at the front desk, extension: "2001", zone: front, hours: mon 08:00-12:00}
texts: {port: /dev/serial/by-id/usb-modem-if02, number: +17205550199}
"""
FULL = (
    SOUND.replace(REYES, PERSON)
    .replace(STEP, "{after_s: 15, sounders: [bell], roles: [lead], phones: [office-phone]}")
    .replace(ROOM, ROOM.replace("}", ', phone: "2204"}'))
) + PHONES


def plan_of(text: str) -> Plan:
    parsed = examine(text, "plan.yaml")
    assert parsed.mistakes == [] and parsed.plan is not None
    return parsed.plan


def told(text: str) -> list[str]:
    """Give every mistake and warning: its line, its path, and what is said."""
    parsed = examine(text, "plan.yaml")
    return [f"{each.line} {each.path}: {each.says} {each.do}" for each in (*parsed.mistakes, *parsed.warnings)]


def line_of(words: str, text: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if words in line)


def test_what_is_planned_is_kept_also_in_the_document() -> None:
    plan = plan_of(FULL)
    assert plan.telephone == Telephone(pbx="10.20.0.5", extension="4357")
    assert plan.texts == Texts("/dev/serial/by-id/usb-modem-if02", "+17205550199")
    front = SharedPhone(PhoneId("office-phone"), "Phone at the front desk", "2001", "front", (Hours(480, 720),))
    assert given(plan.shared_phones) == (front,)
    assert [each.phone for each in plan.rooms] == ["", "2204"]
    assert given(plan.ladder[1].phones) == (PhoneId("office-phone"),)
    assert [(each.by, each.to, each.language) for each in plan.people[0].message_ways] == [
        ("phone", "2210", Language.EN),
        ("phone", "+17205550111", Language.EN),
        ("text", "+17205550111", Language.ES),
    ]
    assert from_document(to_document(plan)) == plan
    assert told(FULL) == []
    assert in_words(plan)[1] == "after 15 s: sounder bell; phone office-phone; role lead"


def test_a_plan_without_it_keeps_its_bytes() -> None:
    document = to_document(plan_of(SOUND))
    assert not any(word in document for word in (b"telephone", b"shared_phones", b"texts", b'"phones"', b"language"))


def test_the_phone_system_has_its_usual_port_and_account() -> None:
    usual = Telephone(pbx="10.20.0.5", extension="4357")
    assert (usual.at_port, usual.account) == (5061, "4357")
    told_so = Telephone("10.20.0.5", "4357", 15060, Transport.UDP, "handbell")
    assert (told_so.at_port, told_so.account) == (15060, "handbell")
    assert Telephone("10.20.0.5", "4357", transport=Transport.TCP).at_port == 5060


def test_the_phone_book_says_whose_a_number_is() -> None:
    book = PlanIndex(plan_of(FULL)).phone_book
    assert book.rooms == {"2204": RoomId("B204")}
    assert book.people == {"2210": PersonId("reyes"), "+17205550111": PersonId("reyes")}
    assert [each.name for each in book.shared.values()] == ["Phone at the front desk"]
    assert list(book.shared_by_id) == [PhoneId("office-phone")]
    without_yes = PlanIndex(
        from_document(to_document(plan_of(FULL)).replace(b'"agreed":"2026-08-20",', b""))
    ).phone_book
    assert without_yes.people == {"2210": PersonId("reyes")}


def test_a_desk_phone_needs_no_written_yes_and_a_number_outside_does() -> None:
    found = told(FULL.replace("    agreed: 2026-08-20\n", ""))
    assert [each.split(":")[0].split(" ")[1] for each in found] == ["people[0].ways[1]", "people[0].ways[2]"]
    assert all("Marisol Reyes is told on a device of their own here" in each for each in found)


@pytest.mark.parametrize(
    ("was", "becomes", "path", "says"),
    [
        ("10.20.0.5", "pbx.example", "telephone.pbx", '"pbx.example" is no IPv4 address. Write the address'),
        ("10.20.0.5", "8.8.8.8", "telephone.pbx", "8.8.8.8 is no address of a building's own network. Write one in 10."),
        ("10.20.0.5", "127.0.0.1", "telephone.pbx", "127.0.0.1 is no address of a building's own network."),
        ('"4357"}', '"4357", port: 70000}', "telephone.port", "70000 is no port. Write 1 to 65,535"),
        ('"4357"}', '"4357", port: sip}', "telephone.port", 'This must be a whole number, not "sip".'),
        ('"4357"}', '"4357", transport: tsl}', "telephone.transport", 'by "tsl" here. Did you mean "tls"?'),
        ('"4357"}', '"4357", transport: udp}', "telephone.transport", "over UDP, without encryption. Whoever is in"),
        ('"4357"}', '"4357", user: a b}', "telephone.user", '"a b" is no account name.'),
        ('"4357"}', '"4357", secret: x}', "telephone.secret", '"secret" is not known here. Take it out'),
        ('"4357"}', '"4357", password: x}', "telephone.password", "It belongs into the seed, section `phones`"),
        ("+17205550199}", "+17205550199, pin: '1234'}", "texts.pin", "It belongs into the seed, section `texts`"),
        ("10.20.0.5", "'10.20.0.5:5061'", "telephone.pbx", "in numbers and nothing else, such as 10.20.0.5"),
        ('"4357"', '"9"', "telephone.extension", '"9" is no extension. Write 2 to 8 digits'),
        ('"4357"', '"79112"', "telephone.extension", '"79112" holds 911. Choose another'),
        ('phone: "2204"', 'phone: "7911"', "rooms[1].phone", '"7911" holds 911. Choose another'),
        ('phone: "2204"', 'phone: "22 04"', "rooms[1].phone", '"22 04" is no extension.'),
        ('extension: "2001"', 'extension: "9110"', "shared_phones[0].extension", '"9110" holds 911.'),
        ('to: "2210"', 'to: "911"', "people[0].ways[0].to", '"911" holds 911.'),
        ('to: "2210"', 'to: "2210 "', "", ""),
        ('to: "2210"', 'to: "2204"', "people[0].ways[0].to", '"2204" is used already, on line'),
        ('phone: "2204"', 'phone: "4357"', "rooms[1].phone", '"4357" is used already, on line'),
        ('extension: "2001"', 'extension: "2204"', "shared_phones[0].extension", '"2204" is used already'),
        ("+17205550199}", "+17205550111}", "people[0].ways[1].to", '"+17205550111" is used already'),
        ("+17205550199", "+1 (720) 555-0199", "texts.number", "here. Write +17205550199."),
        ("+17205550199", "001 720 555 0199", "texts.number", "here. Write +17205550199."),
        ("+17205550199", "7205550199", "texts.number", "Write a plus, the digits of the country and the number"),
        ("+17205550199", "+1720555", "texts.number", "is not written as a telephone number is written here."),
        ("+17205550199", "+1720555019912345", "texts.number", "is not written as a telephone number is written here."),
        ("text, to: +17205550111", "text, to: '2210'", "people[0].ways[2].to", "is not written as a telephone number"),
        ("phone, to: +17205550111", "phone, to: +1.720.555.0111", "people[0].ways[1].to", "here. Write +17205550111."),
        ("language: es", "language: fr", "people[0].ways[2].language", 'Nothing is said in the language "fr" here.'),
        ("by-id/usb-modem-if02", "../usb", "texts.port", '"/dev/serial/../usb" is no port here.'),
        ("/dev/serial/by-id/usb-modem-if02", "/dev/ttyUSB2", "texts.port", '"/dev/ttyUSB2" is no port here.'),
        ("zone: front, hours", "zone: frount, hours", "shared_phones[0].zone", 'in a zone "frount". Did you mean "front"?'),
        ("hours: mon 08:00-12:00", "hours: mornings", "shared_phones[0].hours", ""),
        ("id: office-phone, ", "id: office phone, ", "shared_phones[0].id", '"office phone" cannot be used as a name here.'),
        ("phones: [office-phone]", "phones: [ofice-phone]", "ladder[1].phones[0]", 'Did you mean "office-phone"?'),
        ('"4357"}', '"4357", user: _box}', "telephone.user", '"_box" is no account name. Use at most 64 letters'),
        ('"4357"}', '"4357", user: box~1}', "telephone.user", '"box~1" is no account name.'),
        (", phones: [office-phone]", "", "shared_phones[0]", "No step of the ladder rings Phone at the front desk."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line(was: str, becomes: str, path: str, says: str) -> None:
    assert FULL.count(was) == 1, was
    spoilt = FULL.replace(was, becomes)
    found = told(spoilt)
    if not path:
        assert found == []
        return
    expected = line_of("id: office-phone", FULL) if not becomes else FULL.count("\n", 0, FULL.index(was)) + 1
    matching = [each for each in found if each.split(": ", 1)[0].split(" ", 1)[1].startswith(path) and says in each]
    assert matching, found
    assert path.startswith("people[0].ways[1]") or int(matching[0].split(" ", 1)[0]) == expected, (matching, expected)


def test_two_people_have_no_number_together_whether_they_are_phoned_or_texted_there() -> None:
    okafor = "told_by: bell, duty: mon-fri 07:00-17:00"
    shares = FULL.replace(okafor, f"{okafor}, agreed: 2026-08-20, ways: [{{by: text, to: +17205550111}}]")
    (found,) = told(shares)
    assert '"+17205550111" is used already, ' in found
    assert "people[1].ways[0].to" in found
    phoned = FULL.replace("      - {by: text, to: +17205550111, language: es}\n", "").replace(
        okafor, f"{okafor}, agreed: 2026-08-20, ways: [{{by: text, to: +17205550111}}]"
    )
    (found,) = told(phoned)
    assert '"+17205550111" is used already, on line' in found


@pytest.mark.parametrize(
    ("entry", "paths"),
    [
        ('telephone: {pbx: 10.20.0.5, extension: "4357"}\n',
         ["rooms[1].phone", "people[0].ways[0]", "people[0].ways[1]", "shared_phones[0]"]),
        ("texts: {port: /dev/serial/by-id/usb-modem-if02, number: +17205550199}\n", ["people[0].ways[2]"]),
    ],
)  # fmt: skip
def test_a_phone_needs_a_phone_system_and_a_text_a_modem(entry: str, paths: list[str]) -> None:
    assert FULL.count(entry) == 1
    found = examine(FULL.replace(entry, ""), "plan.yaml").mistakes
    assert [each.path for each in found] == paths
    needed = "no phone system" if entry.startswith("telephone") else "no modem for texts"
    assert all(needed in each.says and "Add the section" in each.do for each in found)


def test_a_line_and_the_modem_never_share_a_port() -> None:
    line = "lines:\n  - {id: radio, name: R, speaks: inovonics, port: /dev/serial/by-id/usb-modem-if02}\n"
    assert any("texts.port: A line has this port, on line" in each for each in told(FULL + line))


def test_a_language_is_for_calls_and_texts_alone() -> None:
    spoken = FULL.replace('{by: phone, to: "2210"}', "{by: page, to: reyes-phone, language: es}")
    (found,) = told(spoken)
    assert "people[0].ways[0].language: " in found


@given_any(st.from_regex(USER, fullmatch=True))
def test_the_process_of_the_phones_takes_every_account_that_a_plan_may_name(user: str) -> None:
    setup = Setup(pbx="10.20.0.5", port=5061, transport="tls", user=user, extension="4357")
    assert list(to_phones().feed(frame(setup))) == [setup]


def test_a_plan_may_name_a_phone_system_wherever_its_network_can_lead() -> None:
    assert check_telephones.PRIVATE == telephone_file.PRIVATE

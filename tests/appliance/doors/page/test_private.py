"""Tests private lines of phones over a real socket: what a phone says is heard, and what the box says comes. The process of the pages
carries both, and can read, forge, repeat, move and mix nothing.
"""

import asyncio
from collections.abc import AsyncIterator

import msgspec
import pytest
from msgspec.structs import replace

from appliance.api.ask import Reply
from appliance.api.page.messages import (
    BrowserPaired,
    PageOpened,
    PrivateClosed,
    PrivateDown,
    PrivateOpen,
    PrivateOpened,
    PrivateUp,
)
from appliance.api.page.signed import CHALLENGE_LEN, box_proof, code_key, private_open_bytes
from appliance.core.ground.events import PlanAdopted
from appliance.core.ground.rejections import Rejection
from appliance.core.pages.commands import RetirePage
from appliance.doors.page import opening, private
from appliance.doors.page.pairing import NO_YES, open_window, why_not
from appliance.plan.document import to_document
from appliance.plan.ids import ButtonId
from appliance.plan.model import Plan
from appliance.plan.pairable import PairedAs
from appliance.private_line.agreement_key import AgreementKey
from appliance.private_line.errors import PrivateLineError
from appliance.private_line.frames import TEXT_LEN_MAX, Opener
from appliance.private_line.line_keys import About, keys_of_browser
from tests.appliance.doors.harness import FRONT, Harness
from tests.appliance.doors.page.pages import BY, PAGE, Browser, Building, connected, pages
from tests.appliance.doors.page.private_lines import OTHER_PHONE, PHONE, WALL, Answering, End, Phone, with_phones
from tests.patience import until


@pytest.fixture
def answering() -> Answering:
    return Answering()


@pytest.fixture
async def building(harness: Harness, answering: Answering) -> AsyncIterator[Building]:
    async with pages(harness, phones=answering.take, plan=with_phones()) as building:
        yield building


@pytest.fixture
async def phone(building: Building) -> Phone:
    return await Phone(building.line).is_paired(building)


# ---- pairing of all kinds


@pytest.mark.parametrize(
    ("page", "kind", "place"),
    [
        (PAGE, PairedAs.ROOM, "201"),
        (PHONE, PairedAs.PHONE, "ana"),
        (WALL, PairedAs.WALL, ""),
        (ButtonId(FRONT), PairedAs.DESK, FRONT),
    ],
)
async def test_each_kind_is_paired_by_the_same_window_and_is_told_what_it_is(
    building: Building, page: ButtonId, kind: PairedAs, place: str
) -> None:
    browser = Browser(building.line)
    code = await open_window(building.harness.engine, building.line.building, page, BY)
    answer = await browser.pairs(code)
    assert isinstance(answer, BrowserPaired)
    assert (answer.page, answer.kind, answer.box_key) == (page, kind.value, building.door.openings.lasting.public)
    paired = building.harness.engine.board.pages[page]
    assert (paired.kind, paired.place, paired.public_key) == (kind, place, browser.public)


async def test_what_is_no_page_of_a_room_can_be_opened_and_shows_no_phase_and_no_name(
    building: Building, phone: Phone
) -> None:
    opened = await phone.opens(PHONE)
    assert isinstance(opened, PageOpened)
    assert (opened.room_name, opened.kinds, opened.state.phase, opened.state.kept) == ("", (), "", {})
    assert isinstance(await phone.opens(PAGE), Reply)


async def test_a_phone_presses_nothing(building: Building, phone: Phone) -> None:
    for page in (PHONE, PAGE):
        answer = await building.line.client.ask(phone.made(page=page))
        assert isinstance(answer, Reply) and answer.code == "not-its-browser"
    assert building.harness.engine.board.incidents == {}


async def test_a_phone_whose_person_did_not_agree_is_not_paired(building: Building) -> None:
    await building.harness.adopt(to_document(without_yes(building))).kept
    assert why_not(building.harness.engine, PHONE) == NO_YES, "a phone that the plan has is not called unknown"
    assert why_not(building.harness.engine, ButtonId("nobodys")) == Rejection.UNKNOWN_PAGE.says
    assert why_not(building.harness.engine, OTHER_PHONE) == "", "that one is the school's"


def without_yes(building: Building) -> Plan:
    plan = building.harness.engine.board.index.plan
    ana, *others = plan.people
    return replace(plan, people=(replace(ana, agreed=""), *others))


# ---- a line


async def test_both_ends_talk_and_each_phone_is_heard_as_itself(
    building: Building, phone: Phone, answering: Answering
) -> None:
    other = await Phone(building.line).is_paired(building, OTHER_PHONE)
    ends = [await each.opens_line() for each in (phone, other)]
    for end in ends:
        assert await end.hears() == b'"hello"'
    for number in range(5):
        for end in ends:
            end.says(b'{"n":%d}' % number)
            assert await end.hears() == b'{"n":%d}' % number
    assert [line.what.place for line in answering.lines] == ["ana", "ben"]
    assert {page for page, _ in answering.heard} == {PHONE, OTHER_PHONE}


async def test_the_longest_text_goes_both_ways(building: Building, phone: Phone) -> None:
    end = await phone.opens_line()
    await end.hears()
    longest = b'"' + b"x" * (TEXT_LEN_MAX - 2) + b'"'
    end.says(longest)
    assert await end.hears() == longest


async def test_a_second_line_of_a_phone_ends_the_first(building: Building, phone: Phone, answering: Answering) -> None:
    first = await phone.opens_line()
    await first.hears()
    second = await phone.opens_line()
    assert await first.is_over() == "elsewhere"
    assert await second.hears() == b'"hello"'
    assert answering.over == [PHONE] and not answering.lines[0].open
    answering.lines[0].send(b'"to nobody"')
    second.says(b'"still here"')
    assert await second.hears() == b'"still here"'


async def test_a_phone_that_is_retired_loses_its_line_at_once(
    building: Building, phone: Phone, answering: Answering
) -> None:
    end = await phone.opens_line()
    await building.harness.engine.submit(RetirePage(page=PHONE), BY).kept
    assert await end.is_over() == "retired"
    assert answering.over == [PHONE]
    assert isinstance(await building.line.client.ask(phone.wish(AgreementKey.generate())), Reply)


async def test_a_phone_that_is_paired_anew_loses_its_line_at_once(
    building: Building, phone: Phone, answering: Answering
) -> None:
    end = await phone.opens_line()
    second = await Phone(building.line).is_paired(building)
    assert await end.is_over() == "retired"
    assert isinstance(await building.line.client.ask(phone.wish(AgreementKey.generate())), Reply)
    assert await (await second.opens_line()).hears() == b'"hello"'


async def test_a_yes_that_is_taken_back_ends_the_line_at_once_and_no_entry_names_the_phone(
    building: Building, phone: Phone, answering: Answering
) -> None:
    end = await phone.opens_line()
    shown: list[object] = []
    building.harness.engine.listen(lambda change: shown.extend(change.shown))
    await building.harness.adopt(to_document(without_yes(building))).kept
    assert await end.is_over() == "retired"
    assert isinstance(await building.line.client.ask(phone.wish(AgreementKey.generate())), Reply)
    assert [type(each) for each in shown] == [PlanAdopted]


async def test_a_phone_that_the_plan_gives_to_another_person_is_none_of_theirs(
    building: Building, phone: Phone, answering: Answering
) -> None:
    end = await phone.opens_line()
    plan = building.harness.engine.board.index.plan
    ana, ben, *others = plan.people
    given = replace(plan, people=(replace(ana, ways=()), replace(ben, ways=ana.ways, agreed="2026-09-01"), *others))
    await building.harness.adopt(to_document(given)).kept
    assert await end.is_over() == "retired"
    assert building.harness.engine.board.pages == {}


async def test_a_phone_that_goes_and_a_process_that_goes_end_their_lines(
    building: Building, phone: Phone, answering: Answering
) -> None:
    end = await phone.opens_line()
    await end.hears()
    building.line.client.carry(PrivateClosed(page=PHONE))
    assert await end.is_over() == "away"
    async with connected(building.harness) as line:
        phone.line = line
        await phone.opens_line()
        line.client._transport.abort()
    await until(lambda: answering.over == [PHONE, PHONE])


async def test_what_a_phone_says_can_break_its_own_line_alone(
    building: Building, phone: Phone, answering: Answering
) -> None:
    other = await Phone(building.line).is_paired(building, OTHER_PHONE)
    end, good = await phone.opens_line(), await other.opens_line()
    end.says(b"raise")
    assert await end.is_over() == "broken"
    assert await good.hears() == b'"hello"'
    good.says(b"1")
    assert await good.hears() == b"1"


async def test_a_phone_that_says_too_much_is_cut(building: Building, phone: Phone, answering: Answering) -> None:
    end = await phone.opens_line()
    for number in range(private.UPS_BURST + 5):
        end.says(b"%d" % number)
    assert await end.is_over() == "broken"
    assert len(answering.heard) <= private.UPS_BURST + 1


async def test_as_many_phones_as_there_is_room_for(
    building: Building, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(private, "LINES_MAX", 1)
    other = await Phone(building.line).is_paired(building, OTHER_PHONE)
    await phone.opens_line()
    answer = await building.line.client.ask(other.wish(AgreementKey.generate()))
    assert isinstance(answer, Reply) and "phones have a line" in answer.says
    assert await (await phone.opens_line()).hears() == b'"hello"', "its own line before does not count"


async def test_without_anybody_who_takes_lines_none_is_opened(harness: Harness) -> None:
    async with pages(harness, plan=with_phones()) as building:
        phone = await Phone(building.line).is_paired(building)
        answer = await building.line.client.ask(phone.wish(AgreementKey.generate()))
        assert isinstance(answer, Reply) and answer.says == private.TAKEN_BY_NOBODY


async def test_a_line_ends_with_a_word_when_the_daemon_stops(building: Building, phone: Phone) -> None:
    end = await phone.opens_line()
    await building.harness.tasks.stop("pages")
    assert await end.is_over() == "away"


@pytest.mark.parametrize("page", [PAGE, WALL, ButtonId(FRONT)])
async def test_only_phones_have_lines_that_end_here(building: Building, page: ButtonId) -> None:
    browser = await Phone(building.line).is_paired(building, page)
    answer = await building.line.client.ask(browser.wish(AgreementKey.generate()))
    assert isinstance(answer, Reply) and "no private line" in answer.says


# ---- the process of the pages as an adversary


async def test_a_browser_that_opens_line_after_line_waits_and_no_other_can_use_up_its_measure(
    building: Building, phone: Phone
) -> None:
    other = await Phone(building.line).is_paired(building, OTHER_PHONE)
    for _ in range(opening.OPENS_BURST + 5):
        stranger = replace(phone.wish(AgreementKey.generate()), signature=bytes(64))
        assert isinstance(await building.line.client.ask(stranger), Reply)
    wish = phone.wish(AgreementKey.generate())
    answers = [await building.line.client.ask(wish) for _ in range(opening.OPENS_BURST + 5)]
    assert isinstance(answers[0], PrivateOpened)
    assert isinstance(answers[-1], Reply) and "line after line" in answers[-1].says
    assert isinstance(await building.line.client.ask(other.wish(AgreementKey.generate())), PrivateOpened)


@pytest.mark.parametrize("part", ["page", "ephemeral", "challenge", "signature"])
async def test_an_opening_of_which_any_part_was_changed_opens_nothing(
    building: Building, phone: Phone, part: str
) -> None:
    await Phone(building.line).is_paired(building, OTHER_PHONE)
    others = {
        "page": OTHER_PHONE,
        "ephemeral": AgreementKey.generate().public,
        "challenge": building.door.challenges.newest(asyncio.get_running_loop().time() + 6),
        "signature": bytes(64),
    }
    wish = replace(phone.wish(AgreementKey.generate()), **{part: others[part]})
    answer = await building.line.client.ask(wish)
    assert isinstance(answer, Reply) and answer.code == "not-open"


@pytest.mark.parametrize("ephemeral", [bytes(65), b"\x04" * 65, b"\x02" + bytes(64)])
async def test_a_key_that_is_none_opens_nothing_though_it_is_signed(
    building: Building, phone: Phone, ephemeral: bytes
) -> None:
    wish = phone.wish(AgreementKey(AgreementKey.generate().key, ephemeral))
    answer = await building.line.client.ask(wish)
    assert isinstance(answer, Reply) and "no key" in answer.says


async def test_an_opening_with_an_old_challenge_or_one_that_was_never_given_opens_nothing(
    building: Building, phone: Phone
) -> None:
    wishes = [
        phone.wish(AgreementKey.generate()),
        phone.wish(AgreementKey.generate(), challenge=bytes(CHALLENGE_LEN)),
    ]
    building.door.challenges._given.clear()
    for wish in wishes:
        answer = await building.line.client.ask(wish)
        assert isinstance(answer, Reply) and "Sign again" in answer.says


async def test_an_opening_that_is_repeated_gives_keys_that_open_nothing_that_was_said(
    building: Building, phone: Phone, answering: Answering
) -> None:
    """Within the 30 s of a challenge the carrier can end a line so, as it can by carrying nothing. It hears and says nothing by that."""
    wish = phone.wish(AgreementKey.generate())
    assert isinstance(await building.line.client.ask(wish), PrivateOpened)
    assert isinstance(await building.line.client.ask(wish), PrivateOpened)
    first, second = [each.data for each in building.line.carried if isinstance(each, PrivateDown)]
    assert first != second
    assert answering.heard == []


async def test_the_carrier_reads_nothing_of_what_passes(building: Building, phone: Phone) -> None:
    """It knows the building, the id, the challenge and all public keys, and has keys of its own. Its answer in place of the box's opens
    nothing at the browser.
    """
    own, mine = AgreementKey.generate(), AgreementKey.generate()
    wish = phone.wish(own)
    await building.line.client.ask(wish)
    await until(lambda: any(isinstance(each, PrivateDown) for each in building.line.carried))
    frame = next(each.data for each in building.line.carried if isinstance(each, PrivateDown))
    assert b"hello" not in frame
    about = About(building.line.building, PHONE, wish.challenge)
    for lasting in (phone.box_key, mine.public):
        guessed = keys_of_browser(about, mine, lasting, own.public)
        for key in (guessed.down, guessed.up):
            with pytest.raises(PrivateLineError):
                Opener(key).open(frame)
    believed = keys_of_browser(about, own, phone.box_key, mine.public)
    assert believed.down != keys_of_browser(about, mine, phone.box_key, own.public).down


@pytest.mark.parametrize("what", ["repeated", "left out", "changed", "cut", "longer", "rubbish"])
async def test_a_frame_that_the_carrier_touches_ends_the_line_and_is_not_heard(
    building: Building, phone: Phone, answering: Answering, what: str
) -> None:
    end = await phone.opens_line()
    end.says(b'"cannot"')
    await until(lambda: answering.heard == [(PHONE, b'"cannot"')])
    first, second = end.up.seal(b'"going"'), end.up.seal(b'"there"')
    touched = {
        "repeated": (first, first),
        "left out": (second,),
        "changed": (first[:-1] + bytes([first[-1] ^ 1]),),
        "cut": (first[:-1],),
        "longer": (first + b"\0",),
        "rubbish": (b"\0" * 300,),
    }
    for frame in touched[what]:
        end.sends(frame)
    assert await end.is_over() == "broken"
    end.sends(second)
    again = await phone.opens_line()
    await again.hears()
    again.says(b'"going"')
    await again.hears()
    assert [text for _, text in answering.heard[1:]] == [b'"going"'] * (2 if what == "repeated" else 1)


async def test_frames_of_one_phone_are_nothing_on_the_line_of_another(
    building: Building, phone: Phone, answering: Answering
) -> None:
    other = await Phone(building.line).is_paired(building, OTHER_PHONE)
    end, target = await phone.opens_line(), await other.opens_line()
    target.sends(end.up.seal(b'"going"'))
    assert await target.is_over() == "broken"
    down = next(each.data for each in building.line.carried if isinstance(each, PrivateDown) and each.page == PHONE)
    with pytest.raises(PrivateLineError):
        target.down.open(down)
    assert answering.heard == []


async def test_frames_of_a_line_before_are_nothing_on_the_next(
    building: Building, phone: Phone, answering: Answering
) -> None:
    before = await phone.opens_line()
    kept_back = before.up.seal(b'"going"')
    after = await phone.opens_line()
    after.sends(kept_back)
    assert await after.is_over() == "broken"
    assert answering.heard == []


async def test_another_process_says_nothing_on_a_line_that_it_does_not_carry(
    building: Building, phone: Phone, answering: Answering
) -> None:
    end = await phone.opens_line()
    await end.hears()
    async with connected(building.harness) as line:
        for message in (PrivateClosed(page=PHONE), said_by(end, b'"going"')):
            line.client.carry(message)
        await line.client.ask(phone.wish(AgreementKey.generate(), PAGE))  # it is answered after what came before it
    assert answering.heard == [] and answering.over == []


def said_by(end: End, text: bytes) -> PrivateUp:
    return PrivateUp(page=end.page, data=end.up.seal(text))


async def test_the_key_of_a_box_that_the_carrier_puts_in_its_place_has_no_right_proof(building: Building) -> None:
    """At the pairing the carrier knows the answer, the browser's key and the building, and not the code."""
    browser = Browser(building.line)
    code = await open_window(building.harness.engine, building.line.building, PHONE, BY)
    paired = await browser.pairs(code)
    assert isinstance(paired, BrowserPaired)
    key, mine = code_key(building.line.building, code), AgreementKey.generate().public
    assert paired.box_proof == box_proof(key, building.line.building, paired.box_key, browser.public)
    assert paired.box_proof != box_proof(key, building.line.building, mine, browser.public)
    other = Browser(building.line)
    assert paired.box_proof != box_proof(key, building.line.building, paired.box_key, other.public)


async def test_no_name_and_no_id_of_a_person_leaves_the_door_but_sealed(
    building: Building, phone: Phone, answering: Answering
) -> None:
    end = await phone.opens_line()
    answering.lines[0].send(b'{"person":"Ana Ortiz"}')
    for text in (b'"hello"', b'{"person":"Ana Ortiz"}'):
        assert await end.hears() == text
    said = b"".join(msgspec.msgpack.encode(each) for each in (*building.line.told, *building.line.carried))
    assert b"Ana" not in said and b"Ortiz" not in said


async def test_a_wish_is_signed_for_one_building(building: Building, phone: Phone) -> None:
    own, challenge = AgreementKey.generate(), building.line.challenge
    signature = phone.signs(private_open_bytes(bytes(16), PHONE, own.public, challenge))
    wish = PrivateOpen(request=0, page=PHONE, ephemeral=own.public, challenge=challenge, signature=signature)
    assert isinstance(await building.line.client.ask(wish), Reply)

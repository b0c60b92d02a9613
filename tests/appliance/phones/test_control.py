"""The control line of baresip: netstrings of JSON, from a program that may be taken over."""

import asyncio
import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.phones.control import NETSTRING_LEN_MAX, Control, Event, Netstrings, NotUnderstood, netstring
from tests.patience import patient, until


@given(st.lists(st.binary(max_size=200), max_size=8), st.integers(1, 50))
def test_netstrings_are_cut_wherever_they_are_read_apart(texts: list[bytes], size: int) -> None:
    sent = b"".join(b"%d:%s," % (len(text), text) for text in texts)
    netstrings = Netstrings()
    cut = [text for at in range(0, len(sent), size) for text in netstrings.feed(sent[at : at + size])]
    assert cut == texts


@pytest.mark.parametrize(
    "data", [b"x:", b"12", b"-1:", b"1234567:", b"3:abcd", b"%d:" % (NETSTRING_LEN_MAX + 1), b"7777777"]
)
def test_what_is_no_netstring_is_refused(data: bytes) -> None:
    netstrings = Netstrings()
    if data == b"12":
        assert netstrings.feed(data) == []
        return
    with pytest.raises(NotUnderstood):
        netstrings.feed(data)


def test_a_command_is_a_netstring_of_json() -> None:
    (text,) = Netstrings().feed(netstring("dial", "sip:2201@10.99.0.1", "7"))
    assert json.loads(text) == {"command": "dial", "params": "sip:2201@10.99.0.1", "token": "7"}


type Told = tuple[list[Event], list[str]]


async def _against(answer: Callable[[bytes], bytes], command: str) -> tuple[Told, list[tuple[bool, str]]]:
    """Let a server answer one command with these bytes, and give what came of it."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(await reader.read(1000)))
        await writer.drain()
        writer.close()

    events: list[Event] = []
    lost: list[str] = []
    answers: list[tuple[bool, str]] = []
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        loop = asyncio.get_running_loop()
        _, control = await loop.create_connection(lambda: Control(events.append, lost.append), "127.0.0.1", port)
        control.say(command, then=lambda worked, said: answers.append((worked, said)))
        async with patient():
            await until(lambda: bool(lost))
    return (events, lost), answers


def _net(text: bytes) -> bytes:
    return b"%d:%s," % (len(text), text)


async def test_an_answer_goes_to_its_question_and_events_are_told_whatever_bytes_a_name_has() -> None:
    event = b'{"event":true,"type":"CALL_CLOSED","id":"one","param":"x","peerdisplayname":"\xff\xfe"}'
    sent = (
        _net(event)
        + _net(b'{"response":true,"ok":true,"data":"done","token":"1"}')
        + _net(b'{"response":true,"token":"9"}')
    )
    (events, lost), answers = await _against(lambda _: sent, "dial")
    assert events == [Event("CALL_CLOSED", "one", "x")]
    assert answers == [(True, "done")]
    assert lost == ["its control line ended"]


@pytest.mark.parametrize("text", [b"[]", b"{", b"null", b"[" * 50_000])
async def test_what_is_no_object_ends_the_line_once(text: bytes) -> None:
    (events, lost), answers = await _against(lambda _: _net(text) + _net(b'{"event":true,"type":"X"}'), "dial")
    assert (events, answers) == ([], [])
    assert len(lost) == 1
    assert "not understood" in lost[0]

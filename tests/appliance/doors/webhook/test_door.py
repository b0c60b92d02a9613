"""Tests the HTTPS door over real TLS: a signed press is kept or refused in words, an unsigned one has no effect, and no flood locks a
device out.
"""

import asyncio
import contextlib
import hashlib
import json
import shlex
import shutil
import socket
import ssl
import stat
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
from msgspec.structs import replace

from appliance.core.ground.commands import Look
from appliance.core.ground.words import Door
from appliance.doors import listening
from appliance.doors.entrance import CONNECTIONS_MAX
from appliance.doors.listening import bind_tcp
from appliance.doors.webhook import answers
from appliance.doors.webhook.certificate import Certificate, kept_certificate, open_certificate
from appliance.doors.webhook.door import WebhookDoor
from appliance.doors.webhook.fixed_url import FixedUrl, FixedUrls
from appliance.doors.webhook.signed_press import COUNTER_MAX, SIGNATURE_HEADER, SignedPresses, curl_line, sign
from appliance.intake import Intake
from appliance.one_way import OneWay
from appliance.plan.document import to_document
from appliance.plan.ids import KeyId, RoomId
from appliance.vault.errors import VaultError
from tests.appliance.doors.harness import FRONT, Harness, school
from tests.patience import patient

pytestmark = pytest.mark.slow


SECRET = b"secret of the pendant in 206"
TOKEN = "phone-token-0123456789"
HELP = {"contact": "help", "counter": 1}
LEDGER, OTHER_LEDGER = "5f3a9c21e0d4b7a6", "0123456789abcdef"


@dataclass
class Web:
    """The door, and a device that pins its certificate."""

    harness: Harness
    url: str
    port: int
    certificate: Certificate
    one_way: OneWay
    secrets: dict[str, bytes]
    door: WebhookDoor
    session: aiohttp.ClientSession = field(repr=False)

    async def post(
        self, body: object, *, button: str = "B206", secret: bytes = SECRET, signature: str | None = None
    ) -> tuple[int, dict[str, object]]:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {SIGNATURE_HEADER: sign(secret, raw) if signature is None else signature}
        return await self.ask("POST", f"/press/{button}", data=raw, headers=headers)

    async def ask(self, method: str, path: str, **more: object) -> tuple[int, dict[str, object]]:
        pinned = aiohttp.Fingerprint(hashlib.sha256(self.certificate.der).digest())
        async with self.session.request(method, self.url + path, ssl=pinned, **more) as response:  # type: ignore[arg-type]
            return response.status, await response.json()

    @property
    def fixed_urls(self) -> FixedUrls:
        return self.one_way.fixed_urls

    async def trouble(self, key: str) -> str | None:
        """Give what is said under this key once everything handed in before is on the board; None where nothing is said."""
        await self.harness.engine.submit(Look()).kept
        trouble = self.harness.engine.board.troubles.get(key)
        return trouble.detail if trouble is not None else None

    @property
    def calls(self) -> list[RoomId]:
        return [incident.room for incident in self.harness.engine.board.incidents.values()]

    @property
    def presses(self) -> int:
        return sum(incident.presses for incident in self.harness.engine.board.incidents.values())


@pytest.fixture
async def web(harness: Harness) -> AsyncIterator[Web]:
    families = {"B204": "webhook", "B205": "fixed-url", "B206": "webhook"}
    buttons = tuple(
        replace(each, family=families.get(each.button, each.family), key=KeyId(each.button))
        for each in school().buttons
    )
    await harness.adopt(to_document(replace(school(), buttons=buttons))).kept
    secrets = {"B206": SECRET, "B204": b"another secret of 204", "B205": TOKEN.encode()}
    one_way = OneWay(harness.engine, Intake(harness.engine), secrets.get, secrets.get)
    one_way.use_plan()
    certificate = open_certificate(harness.folder / "tls")
    listening = bind_tcp("127.0.0.1", 0)
    port = listening.getsockname()[1]
    door = WebhookDoor(listening, certificate, SignedPresses(one_way), one_way.flooded, one_way.fixed_urls)
    harness.tasks.start(door.run(), name="webhook")
    async with aiohttp.ClientSession() as session:
        yield Web(harness, f"https://127.0.0.1:{port}", port, certificate, one_way, secrets, door, session)
    await harness.tasks.stop("webhook")


async def test_a_signed_press_rings_and_its_receipt_means_that_it_is_kept(web: Web) -> None:
    async with web.harness.console(FRONT) as front:
        status, body = await web.post(HELP)
        assert (status, body) == (200, {"receipt": {"button": "B206", "contact": "help", "counter": 1}})
        assert not web.harness.engine.unrecorded
        card = await front.sees("206")
        assert (card.two_way, card.lamp) == (False, "cannot be told")


async def test_a_press_sent_again_has_a_receipt_and_raises_nothing(web: Web) -> None:
    await web.post(HELP)
    status, body = await web.post(HELP)
    assert (status, body["repeat"]) == (200, True)
    assert web.presses == 1
    await web.post({"contact": "help", "counter": 2})
    assert web.presses == 2


@pytest.mark.parametrize("signature", ["", "sha256=", "sha256=" + "0" * 64, "md5=abc", "ſ"])
async def test_a_wrong_signature_looks_like_an_unknown_button(web: Web, signature: str) -> None:
    wrong = await web.post(HELP, signature=signature)
    unknown = await web.post(HELP, button="B999", signature=signature)
    assert wrong == unknown
    assert wrong[0] == 401
    assert web.calls == []


async def test_an_unknown_button_has_no_secret_that_could_be_guessed(web: Web) -> None:
    for secret in (bytes(32), b""):
        assert (await web.post(HELP, button="B999", secret=secret))[0] == 401


@pytest.mark.parametrize("nothing", [None, b""])
async def test_no_secret_and_an_empty_one_prove_nobody(web: Web, nothing: bytes | None) -> None:
    del web.secrets["B206"]
    if nothing is not None:
        web.secrets["B206"] = nothing
    for secret in (bytes(32), b""):
        assert (await web.post(HELP, secret=secret))[0] == 401
    assert web.calls == []
    says = await web.trouble("webhook-refused:B206")
    assert says is not None
    assert ("no secret 'B206'" in says) is (nothing is None)


async def test_a_planned_button_that_is_refused_is_named_until_its_next_right_press(web: Web) -> None:
    for _ in range(3):
        await web.post(HELP, signature="sha256=no")
        await web.post(HELP, button="B999")
        await web.post(HELP, button="B201")  # this device does not call here
    says = await web.trouble("webhook-refused:B206")
    assert says is not None and "127.0.0.1" in says and "give both the same secret" in says
    assert [key for key in web.harness.engine.board.troubles if key.startswith("webhook-refused")] == [
        "webhook-refused:B206"
    ]
    await web.post(HELP)
    assert await web.trouble("webhook-refused:B206") is None
    await web.post(HELP, signature="sha256=no")
    assert await web.trouble("webhook-refused:B206") is not None


async def test_of_requests_that_are_refused_one_counted_line_is_logged(
    web: Web, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(5):
        await web.post(HELP, button="B9%0A99", signature="sha256=no")
    assert [record.getMessage() for record in caplog.records if "refused" in record.getMessage()] == [
        "requests over HTTPS that were refused, since this was last said: 1, last for 'B9\\n99' from 127.0.0.1. "
        "Is a device set up wrongly?"
    ]


async def test_a_count_below_the_record_is_no_receipt_and_names_the_button(web: Web) -> None:
    assert (await web.post({"contact": "help", "counter": 57}))[0] == 200
    assert (await web.post({"contact": "help", "counter": 57}))[1]["repeat"] is True
    assert await web.trouble("button-count-below-record:B206") is None, "sent again is no fault"
    status, says = await web.post(HELP)
    assert status == 409
    assert says["error"] == "count 1 is below 57, which is recorded: it does not ring"
    assert str(says["do"]).startswith('count on from 58, or send a new "ledger"')
    assert web.presses == 1
    assert "help: 1, recorded 57" in (await web.trouble("button-count-below-record:B206") or "")
    assert (await web.post({"contact": "help", "counter": 58}))[0] == 200
    assert await web.trouble("button-count-below-record:B206") is None


async def test_a_device_that_lost_its_counts_begins_another_ledger_and_rings(web: Web) -> None:
    assert (await web.post({"contact": "help", "counter": 57, "ledger": LEDGER}))[0] == 200
    assert (await web.post(HELP | {"ledger": LEDGER}))[0] == 409
    status, body = await web.post(HELP | {"ledger": OTHER_LEDGER})
    assert (status, body) == (200, {"receipt": {"button": "B206", "contact": "help", "counter": 1}})
    assert web.presses == 2
    assert await web.trouble("button-count-below-record:B206") is None


@pytest.mark.parametrize("counter", [-1, COUNTER_MAX + 1, 2**63, 10**30])
async def test_a_press_whose_count_cannot_be_rings_once_uncounted_and_names_the_button(web: Web, counter: int) -> None:
    for _ in range(3):
        status, body = await web.post({"contact": "help", "counter": counter, "ledger": LEDGER})
        assert (status, body) == (200, {"receipt": {"button": "B206", "contact": "help", "counter": counter}})
    assert web.presses == 1
    source = next(iter(web.harness.engine.board.incidents.values())).source
    assert (source.counter, source.ledger) == (None, None)
    assert "2147483647" in (await web.trouble("button-impossible-count:B206") or "")
    assert (await web.post({"contact": "help", "counter": COUNTER_MAX}))[0] == 200
    assert web.presses == 2
    assert await web.trouble("button-impossible-count:B206") is None


@pytest.mark.parametrize(
    ("age", "known"),
    [
        ({}, None),
        ({"age_ms": None}, None),
        ({"age_ms": 0}, 0),
        ({"age_ms": 4200}, 4200),
        ({"age_ms": -1}, None),
        ({"age_ms": 10**30}, None),
    ],
)
async def test_how_long_ago_it_was_pressed_is_known_where_the_device_says_it(
    web: Web, age: dict[str, object], known: int | None
) -> None:
    assert (await web.post(HELP | age))[0] == 200
    assert next(iter(web.harness.engine.board.incidents.values())).pressed_ago_ms == known


async def test_a_body_changed_after_signing_is_refused(web: Web) -> None:
    signature = sign(SECRET, json.dumps(HELP).encode())
    status, _ = await web.post({"contact": "help", "counter": 2}, signature=signature)
    assert status == 401
    assert web.calls == []


async def test_a_press_of_one_button_cannot_be_sent_to_another(web: Web) -> None:
    assert (await web.post(HELP, button="B204"))[0] == 401
    status, body = await web.post(HELP | {"button": "B206"}, button="B204", secret=b"another secret of 204")
    assert (status, body["error"]) == (400, "signed for button 'B206'")
    assert web.calls == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"help",
        b"[]",
        b"\xff\xfe",
        b"[" * 4000,
        {"contact": "help"},
        {"contact": "", "counter": 1},
        {"contact": "help", "counter": 1.5},
        {"contact": "help", "counter": "1"},
        {"contact": "help", "counter": 1e30},
        {"contact": "help", "counter": 1, "age_ms": "a while"},
        {"contact": "help", "counter": 1, "ledger": "5F3A9C21E0D4B7A6"},
        {"contact": "help", "counter": 1, "ledger": LEDGER + "\n"},
        {"contact": "x" * 65, "counter": 1},
    ],
)
async def test_rubbish_with_the_right_signature_says_what_to_send(web: Web, body: object) -> None:
    status, says = await web.post(body)
    assert status == 400
    assert says["do"] == 'send {"contact": "help", "counter": 12}'
    assert web.calls == []


async def test_what_a_device_adds_of_its_own_does_no_harm(web: Web) -> None:
    assert (await web.post(HELP | {"battery": 3.1, "id": "pendant-7"}))[0] == 200


async def test_an_unknown_contact_is_named(web: Web) -> None:
    status, says = await web.post({"contact": "coffee", "counter": 1})
    assert (status, says["do"]) == (404, "add it to the plan")


async def test_other_addresses_methods_and_sizes_are_refused_in_json(web: Web) -> None:
    assert (await web.ask("GET", "/"))[0] == 404
    assert (await web.ask("GET", "/press/B206"))[0] == 405
    assert (await web.post(b" " * 5000))[0] == 413
    assert web.calls == []


RUBBISH = {
    "a header that is none": f"GET /fixed/{TOKEN} HTTP/1.1\r\nHost: x\r\nX-Phone name: 1\r\n\r\n",
    "two blanks": f"GET  /fixed/{TOKEN} HTTP/1.1\r\nHost: x\r\n\r\n",
    "no method": f"\0/fixed/{TOKEN}\r\n\r\n",
    "an address that is none": f"GET http://[::/fixed/{TOKEN} HTTP/1.1\r\nHost: x\r\n\r\n",
    "a chunk that is none": f"POST /press/{TOKEN} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "not packed as it says": f"POST /press/{TOKEN} HTTP/1.1\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
    "cut off": f"POST /press/{TOKEN} HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nhello",
}


async def test_of_all_requests_that_are_none_one_counted_line_is_logged_and_nothing_of_what_they_say(
    web: Web, caplog: pytest.LogCaptureFixture
) -> None:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    for rubbish in [*RUBBISH.values(), *RUBBISH.values()]:
        reader, writer = await asyncio.open_connection("127.0.0.1", web.port, ssl=context)
        writer.write(rubbish.encode())
        async with patient():
            if rubbish is RUBBISH["cut off"]:
                await writer.drain()
            else:
                await reader.readline()
        writer.transport.abort()
    assert (await web.post(HELP))[0] == 200
    assert [record.getMessage() for record in caplog.records if "HTTPS" in record.getMessage()] == [
        "requests over HTTPS that could not be read, since this was last said: 1. Is a device set up wrongly?"
    ]
    assert "Traceback" not in caplog.text
    assert TOKEN not in caplog.text


@pytest.mark.parametrize("more", [{}, {"Expect": "an answer"}])
async def test_no_answer_says_which_program_this_is(web: Web, more: dict[str, str]) -> None:
    async with web.session.post(f"{web.url}/press/B206", ssl=False, headers=more, data=b"help") as response:
        assert response.headers["Server"] == "Handbell"


async def test_a_stalled_disk_means_not_delivered_and_the_call_rings_all_the_same(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "KEPT_WAIT_S", 0.5)
    released = threading.Event()
    stalled = web.harness.logbook._database.begin(lambda _: released.wait(timeout=10))  # the disk's own thread is busy
    async with web.harness.console(FRONT) as front:
        status, says = await web.post(HELP)
        assert (status, says) == (503, {"error": "not delivered", "do": "use the phone"})
        assert not (await front.sees("206")).recorded
        assert (await web.post(HELP))[0] == 503  # a repeat of a press that is not kept has no receipt either
        released.set()
        assert await stalled
        await front.board(lambda board: board.calls[0].recorded)
        status, says = await web.post(HELP)
        assert (status, says["repeat"]) == (200, True)


async def test_failures_of_an_address_are_slowed_down_and_a_right_signature_there_is_not(web: Web) -> None:
    statuses = [(await web.post(HELP, signature="sha256=no"))[0] for _ in range(25)]
    assert statuses[:20] == [401] * 20
    assert 429 in statuses[20:]
    assert (await web.post(HELP))[0] == 200


@pytest.mark.parametrize("how", ["signed", "fixed"])
async def test_where_a_right_press_came_from_is_remembered_and_where_a_wrong_one_did_not(web: Web, how: str) -> None:
    def is_known() -> bool:
        return web.door._entrance.callers.caller("127.0.0.1", asyncio.get_running_loop().time()).known

    await web.post(HELP, signature="sha256=no")
    await web.ask("GET", f"/fixed/{'x' * 20}")
    assert not is_known()
    await (web.post(HELP) if how == "signed" else web.ask("GET", f"/fixed/{TOKEN}"))
    assert is_known()


async def test_a_fixed_address_presses_and_a_second_fetch_is_the_same_press(web: Web) -> None:
    for method in ("GET", "POST", "GET"):
        status, body = await web.ask(method, f"/fixed/{TOKEN}")
        assert (status, body) == (200, {"receipt": {"button": "B205", "contact": "help", "counter": None}})
    assert web.calls == ["205"]
    assert web.presses == 1
    source = next(iter(web.harness.engine.board.incidents.values())).source
    assert (source.door, source.counter) == (Door.FIXED_URL, None)
    assert next(iter(web.harness.engine.board.incidents.values())).pressed_ago_ms is None


async def test_an_unknown_fixed_address_does_nothing_and_is_slowed_down(web: Web) -> None:
    statuses = [(await web.ask("GET", f"/fixed/{number:020}"))[0] for number in range(25)]
    assert statuses[0] == 404
    assert statuses[-1] == 429
    assert web.calls == []
    assert (await web.ask("GET", f"/fixed/{TOKEN}"))[0] == 200


def test_a_token_too_short_is_not_used() -> None:
    urls = FixedUrls(lambda *_: None)
    assert list(urls.use({"B1": FixedUrl("B1", "help", "short")})) == ["B1"]


async def test_an_address_that_is_that_of_two_buttons_rings_for_neither_and_says_which(web: Web) -> None:
    alone = FixedUrl("B207", "help", TOKEN + "-of-207")
    both = {each: FixedUrl(each, "help", TOKEN) for each in ("B205", "B206")}
    unfit = web.fixed_urls.use({**both, "B207": alone})
    assert {button: why.what for button, why in unfit.items()} == {"B205": "token-shared", "B206": "token-shared"}
    assert "the same as that of B206" in unfit["B205"].says
    assert "the same as that of B205" in unfit["B206"].says
    assert (await web.ask("GET", f"/fixed/{TOKEN}"))[0] == 404
    assert web.calls == []
    assert web.fixed_urls.use({"B205": both["B205"], "B207": alone}) == {}
    assert (await web.ask("GET", f"/fixed/{TOKEN}"))[0] == 200
    assert web.calls == ["205"]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("slash", ["", "/"])
async def test_the_demonstration_command_presses(web: Web, slash: str) -> None:
    line = curl_line(web.url + slash, web.certificate.pin, "B206", "help", 7, SECRET)
    curl = await asyncio.create_subprocess_exec(*shlex.split(line), stdout=asyncio.subprocess.PIPE)
    out, _ = await curl.communicate()
    assert json.loads(out) == {"receipt": {"button": "B206", "contact": "help", "counter": 7}}


async def test_old_tls_is_refused(web: Web) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning):
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises((ssl.SSLError, ConnectionResetError)):
        await asyncio.open_connection("127.0.0.1", web.port, ssl=context)


async def test_strangers_that_linger_and_garbage_neither_slow_a_desk_nor_lock_a_device_out(web: Web) -> None:
    strangers = [socket.socket() for _ in range(150)]

    async def garbage() -> None:
        for each in strangers:
            each.setblocking(False)
            each.bind(("127.0.0.66", 0))
            with contextlib.suppress(BlockingIOError):
                each.connect(("127.0.0.1", web.port))
            await asyncio.sleep(0.002)
            with contextlib.suppress(OSError):
                each.send(b"GET / HTTP/1.1\r\n\r\n" if each.fileno() % 2 else b"\x16\x03\x01")

    async with web.harness.console(FRONT) as front:
        web.harness.tasks.start(garbage(), name="garbage")
        # They stay until the end, so a door that waited for them would wait for ever (tests/bench measures how long it takes).
        async with patient():
            for counter in range(1, 21):
                web.harness.press("201", counter)
                await front.board(
                    lambda board, presses=counter: bool(board.calls) and board.calls[0].presses >= presses  # type: ignore[misc]
                )
                await asyncio.sleep(0.01)
        async with patient():
            assert (await web.post(HELP))[0] == 200
        await web.harness.tasks.stop("garbage")
    for each in strangers:
        each.close()


async def test_who_holds_the_most_makes_room_for_another_and_never_the_device_that_is_slow(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "HANDSHAKE_WAIT_S", 3600.0)  # so that none is closed because it said nothing
    slow = await asyncio.open_connection("127.0.0.1", web.port, local_addr=("127.0.0.3", 0))
    lingering = []
    async with patient():
        for number in range(CONNECTIONS_MAX + 20):  # one stranger's limit is less than the number of all places
            here = f"127.0.0.{10 + number // 40}"
            lingering.append(await asyncio.open_connection("127.0.0.1", web.port, local_addr=(here, 0)))
        assert await lingering[0][0].read(1) == b""
        assert (await web.post(HELP))[0] == 200
    for reader in (slow[0], lingering[-1][0]):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await reader.read(1)
    for _, writer in (slow, *lingering):
        writer.close()


class TestCertificate:
    def test_it_is_made_once_and_only_ours_to_read(self, tmp_path: Path) -> None:
        folder = tmp_path / "tls"
        made = open_certificate(folder, "10.0.0.5")
        assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
        assert open_certificate(folder).fingerprint == made.fingerprint
        assert len(made.fingerprint) == 95
        assert b"PRIVATE" not in made.for_clients()

    def test_one_that_others_can_read_is_put_right_and_named(self, tmp_path: Path) -> None:
        folder = tmp_path / "tls"
        made = open_certificate(folder)
        made.path.chmod(0o644)
        again = open_certificate(folder)
        assert again.fingerprint == made.fingerprint and stat.S_IMODE(made.path.stat().st_mode) == 0o600
        assert ["others may have read it" in said.wrong for said in again.mended] == [True]

    def test_a_flipped_bit_anywhere_is_healed_and_the_pin_stays(self, tmp_path: Path) -> None:
        folder = tmp_path / "tls"
        made = open_certificate(folder)
        whole = made.path.read_bytes()
        for at in range(0, len(whole), 97):
            made.path.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
            again = open_certificate(folder)
            assert again.pin == made.pin and [said.lost for said in again.mended] == [False]
            again.context()
        assert made.path.read_bytes() == whole and open_certificate(folder).mended == ()

    def test_lost_in_both_copies_it_is_made_anew_and_who_needs_the_new_pin_is_said(self, tmp_path: Path) -> None:
        folder = tmp_path / "tls"
        made = open_certificate(folder)
        for file in folder.rglob("webhook.pem"):
            file.write_bytes(b"-----BEGIN rubbish")
        with pytest.raises(VaultError, match="is lost"):
            kept_certificate(folder)
        again = open_certificate(folder)
        (said,) = again.mended
        assert said.lost and "must be given the new pin" in said.says and again.pin != made.pin
        again.context()
        assert open_certificate(folder).pin == again.pin and open_certificate(folder).mended == ()

    def test_one_of_before_that_is_damaged_and_has_no_second_copy_is_noticed_by_its_own_signature(
        self, tmp_path: Path
    ) -> None:
        folder = tmp_path / "tls"
        made = open_certificate(folder)
        (folder / "copies" / "webhook.pem").unlink()
        whole = made.path.read_bytes()
        at = whole.index(b"BEGIN CERTIFICATE") + 200
        made.path.write_bytes(whole[:at] + (b"A" if whole[at : at + 1] != b"A" else b"B") + whole[at + 1 :])
        assert [said.lost for said in open_certificate(folder).mended] == [True]

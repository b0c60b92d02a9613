"""`webhook`: measures a signed HTTPS POST on an open connection, until its 200 with the receipt, beside a press over TCP. Reported, without
a target.
"""

import asyncio
import random
import ssl
import time
from collections.abc import AsyncIterator

import harness
from buttons import connected, key_of
from figures import Figure, of_rounds, p
from press import one_by_one

from appliance.doors.webhook.signed_press import SIGNATURE_HEADER, sign

ROUNDS = 4
PRESSES = 40
GAP_S = (0.002, 0.005)


async def measure() -> AsyncIterator[Figure]:
    """Measure rounds in turn: presses by HTTPS, presses by button; each raises a call of its own."""
    one_way, two_way = harness.button_names(ROUNDS * PRESSES, "webhook"), harness.button_names(ROUNDS * PRESSES)
    by_https: list[float] = []
    by_button: list[float] = []
    async with (
        harness.building(len(two_way), webhooks=len(one_way)) as alert,
        connected(alert.port, two_way) as buttons,
    ):
        reader, writer = await _connect(alert.webhook)
        for start in range(0, len(one_way), PRESSES):
            taken = []
            for name in one_way[start : start + PRESSES]:
                taken.append(await _post(reader, writer, name))
                await asyncio.sleep(random.uniform(*GAP_S))
            by_https.append(p(taken, 50) * 1000)
            by_button.append(p(await one_by_one(buttons[start : start + PRESSES]), 50) * 1000)
        writer.close()
    value, baseline, ratio = of_rounds(by_https, by_button)
    yield Figure("webhook", value, "ms", baseline, ratio, says="p50; the baseline is a press of ours by button")


async def _connect(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = (
        False,
        ssl.CERT_NONE,
    )  # no check of the certificate: it would cost only this end, not the box
    deadline_s = time.monotonic() + harness.START_WAIT_S
    while True:
        try:
            return await asyncio.open_connection("127.0.0.1", port, ssl=context)
        except ConnectionRefusedError:  # the door opens only after arming
            if time.monotonic() > deadline_s:
                raise
            await asyncio.sleep(0.05)


async def _post(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, name: str) -> float:
    body = b'{"contact":"help","counter":1}'
    head = f"POST /press/{name} HTTP/1.1\r\nHost: box\r\nContent-Length: {len(body)}\r\n"
    head += f"{SIGNATURE_HEADER}: {sign(key_of(name), body)}\r\n\r\n"
    began_s = time.perf_counter()
    writer.write(head.encode() + body)
    answer = await reader.readuntil(b"\r\n\r\n")
    length = next(line for line in answer.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    receipt = await reader.readexactly(int(length.partition(b":")[2]))
    taken_s = time.perf_counter() - began_s
    if b" 200 " not in answer.split(b"\r\n")[0] or b"receipt" not in receipt:
        raise RuntimeError(f"a press by HTTPS was answered {answer!r} {receipt!r}")
    return taken_s

"""A webhook device with a slow processor, from an address of its own: its TLS handshake takes as long as it is told. Knows no box."""

import json
import socket
import ssl
import time

from appliance.doors.signed_press import SIGNATURE_HEADER, sign
from tests.system.school import key_of

ANSWER_WAIT_S = 10.0


def press(address: str, port: int, button: str, counter: int, handshake_s: float) -> tuple[int, float]:
    """One try: the status of its answer (0 where there was none), and the seconds until then."""
    began_s = time.monotonic()
    try:
        with socket.create_connection(("127.0.0.1", port), ANSWER_WAIT_S, source_address=(address, 0)) as line:
            status = _answered(line, button, counter, handshake_s)
    except OSError:
        status = 0
    return status, time.monotonic() - began_s


def _answered(line: socket.socket, button: str, counter: int, handshake_s: float) -> int:
    heard, says = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = _trusting().wrap_bio(heard, says, server_hostname="box")
    thinks_s = handshake_s
    while True:
        try:
            tls.do_handshake()
            break
        except ssl.SSLWantReadError:
            line.sendall(says.read())
            heard.write(_some(line))
            time.sleep(thinks_s)  # over what the box answered first
            thinks_s = 0.0
    body = json.dumps({"contact": "help", "counter": counter, "age_ms": 0}).encode()
    head = (
        f"POST /press/{button} HTTP/1.1\r\nHost: box\r\nConnection: close\r\n"
        f"{SIGNATURE_HEADER}: {sign(key_of(button), body)}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    tls.write(head.encode() + body)
    line.sendall(says.read())
    while True:
        try:
            return int(tls.read(4096).split()[1])
        except ssl.SSLWantReadError:
            heard.write(_some(line))


def _some(line: socket.socket) -> bytes:
    data = line.recv(16384)
    if not data:
        raise ConnectionResetError("the box closed the line")
    return data


def _trusting() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # what is proven is who gets in
    return context

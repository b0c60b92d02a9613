"""Tests that a browser trusts a page which the authority certified, and none that it may not certify: Chromium, which knows the authority.

Its own time is the machine's. Names are led to the loopback; no name server is asked.
"""

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from appliance.page_authority.authority_folder import pem
from appliance.page_authority.scope import Scope
from tests.appliance.page_authority.school import authority, careless, request

MISSING = [each for each in ("chromium", "certutil") if shutil.which(each) is None]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(MISSING), reason=f"there is no program {' and no program '.join(MISSING)}"),
]
NAME, STRANGE = "handbell.foxhollow.example", "bank.example"
SAYS = "this page was trusted"


class Page(BaseHTTPRequestHandler):
    """A page that anybody may read."""

    def do_GET(self) -> None:
        """Answer with the page."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"<p>{SAYS}</p>".encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Server(HTTPServer):
    """Serves the page, and notes with what words clients refused its certificate."""

    def __init__(self, context: ssl.SSLContext) -> None:
        """Listen at a free port of the loopback."""
        super().__init__(("127.0.0.1", 0), Page)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.refused: list[str] = []

    def get_request(self) -> tuple[socket.socket, object]:
        """Accept a client, with its TLS."""
        try:
            return super().get_request()
        except ssl.SSLError as refused:
            self.refused.append(str(refused))
            raise


@contextmanager
def serving(folder: Path, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> Iterator[Server]:
    """Serve the page with a certificate."""
    kept = folder / f"{certificate.serial_number:x}.pem"
    private = serialization.PrivateFormat.PKCS8
    plain = key.private_bytes(serialization.Encoding.PEM, private, serialization.NoEncryption())
    kept.write_bytes(plain + pem(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(kept)
    with Server(context) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def seen(home: Path, name: str, port: int) -> str:
    """Give what the browser shows of a page, as HTML."""
    command = [
        "chromium",
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
    ]
    led = f"--host-resolver-rules=MAP * 127.0.0.1:{port}"
    folder = f"--user-data-dir={home / 'profile'}"
    done = subprocess.run(
        [*command, led, folder, "--dump-dom", f"https://{name}:8444/"],
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
        env={"HOME": str(home), "PATH": "/usr/bin:/bin"},
    )
    return done.stdout


def trusting(home: Path, by: x509.Certificate) -> None:
    """Put an authority into the list of the browser that has this home."""
    folder = home / ".pki" / "nssdb"
    folder.mkdir(parents=True)
    (home / "authority.pem").write_bytes(pem(by))
    store = f"sql:{folder}"
    for words in (("-N", "--empty-password"), ("-A", "-t", "C,,", "-n", "pages", "-i", str(home / "authority.pem"))):
        subprocess.run(["certutil", "-d", store, *words], check=True, capture_output=True, timeout=120)


def test_a_browser_trusts_the_page_of_the_box_and_no_other_of_the_same_authority(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    by = authority(Scope(("10.4.7.20",), (NAME,)), now)
    trusting(tmp_path, by.certificate)
    key, asked = request(Scope(("10.4.7.20",), (NAME,)))
    with serving(tmp_path, key, by.certify(asked, now)) as server:
        assert SAYS in seen(tmp_path, NAME, server.server_port)
        assert SAYS in seen(tmp_path, "10.4.7.20", server.server_port)
    # made with a stolen key, and alike but for what they name
    inside = careless(by, key.public_key(), asked.scope)
    with serving(tmp_path, key, inside) as server:
        assert SAYS in seen(tmp_path, NAME, server.server_port)
    for outside in (Scope((), (STRANGE,)), Scope(("10.4.7.21",), ())):
        with serving(tmp_path, key, careless(by, key.public_key(), outside)) as server:
            assert SAYS not in seen(tmp_path, outside.said, server.server_port)
            assert server.refused, "the browser came, and refused the certificate"

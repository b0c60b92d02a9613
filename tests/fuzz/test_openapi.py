"""Fuzzes the real server process with what its own OpenAPI document allows and forbids: it makes no error of its own, and no answer that
the document does not name.
"""

import asyncio
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fuzz import fuzzers
from tests.sync.district.building import Box
from tests.sync.district.serving import Server, command, enrolled

SECONDS = int(os.environ.get("HANDBELL_FUZZ_S", "10"))
HOOKS = Path(__file__).with_name("bodies.py")
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance"

pytestmark = pytest.mark.proof


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    found = Server(tmp_path / "district").init().start()
    yield found
    assert found.stop() == 0


def certificate(server: Server, who: str, folder: Path) -> Path | None:
    """Write a file with key and certificate; gives None for nobody."""
    if who == "box":
        return asyncio.run(enrolled(server, Box(), folder))
    if who == "nobody":
        return None
    done = command("enrol", "Somebody", f"--{who}", "--out", str(folder / who), "--data", str(server.data))
    assert done.returncode == 0, done.stderr
    both = folder / f"{who}.pem"
    both.write_bytes((folder / who / f"{who}.key").read_bytes() + (folder / who / f"{who}.pem").read_bytes())
    return both


@pytest.mark.parametrize("who", ["nobody", "box", "office", "admin"])
def test_the_server_answers_as_its_document_says_whatever_it_is_asked(who: str, server: Server, tmp_path: Path) -> None:
    program = fuzzers.python("schemathesis").with_name("st")
    url = server.url.replace("127.0.0.1", "localhost")
    identity = certificate(server, who, tmp_path)
    words = [program, "run", fuzzers.ROOT / "sync/district/openapi.json", "--url", url, "--checks", CHECKS]
    words += ["--tls-verify", server.folder.keys / "authority.pem"]
    words += ["--request-cert", identity] if identity else []
    words += [
        "--max-time",
        str(SECONDS),
        "--phases",
        "coverage,fuzzing",
        "--no-shrink",
        "--warnings",
        "off",
        "--no-color",
    ]
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": HOOKS.stem, "PYTHONPATH": str(HOOKS.parent)}
    ran = subprocess.run(
        [*map(str, words)], capture_output=True, text=True, timeout=120, env=environment, cwd=tmp_path, check=False
    )
    print(ran.stdout[-3000:])
    assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr[-2000:]
    # aiohttp itself writes a traceback for bytes that are no HTTP, so look only for our files
    assert f'File "{fuzzers.ROOT}/sync/' not in server.said()

"""Tests two servers on one PostgreSQL behind HAProxy and nginx, with our shipped settings: a box goes on whichever server is killed."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.patience import until
from tests.ports import free_port
from tests.sync.box_feed import BoxFeed
from tests.sync.district.serving import Server
from tests.sync.district.test_with_uplink import Way, _receipt_key
from tests.sync.entries import Record

pytestmark = pytest.mark.proof

SHIPPED = Path(__file__).parents[3] / "systemd" / "district"
HAPROXY, NGINX = (shutil.which(name, path="/usr/sbin:/usr/bin:/sbin") for name in ("haproxy", "nginx"))
STREAM = Path("/usr/lib/nginx/modules/ngx_stream_module.so")
AROUND = "load_module {module};\npid {folder}/pid;\nerror_log {folder}/errors;\nevents {{ worker_connections 64; }}\n"


def haproxy(shipped: str, folder: Path) -> list[str]:
    """Give the words that start it; a user who is not root cannot become another user."""
    if os.geteuid() != 0:
        shipped = "\n".join(line for line in shipped.splitlines() if line.split()[:1] not in (["user"], ["group"]))
    (folder / "haproxy.cfg").write_text(shipped)
    return [str(HAPROXY), "-db", "-f", str(folder / "haproxy.cfg")]


def nginx(shipped: str, folder: Path) -> list[str]:
    """Give the words that start it, with what Debian's nginx.conf says around our settings."""
    (folder / "nginx.conf").write_text(AROUND.format(module=STREAM, folder=folder) + shipped)
    return [str(NGINX), "-c", str(folder / "nginx.conf"), "-e", str(folder / "errors"), "-g", "daemon off;"]


KINDS = [
    pytest.param("haproxy.cfg", haproxy, marks=pytest.mark.skipif(HAPROXY is None, reason="haproxy is not installed")),
    pytest.param(
        "nginx-stream.conf",
        nginx,
        marks=pytest.mark.skipif(
            NGINX is None or not STREAM.exists(), reason="nginx with its module stream is not installed"
        ),
    ),
]


@contextlib.contextmanager
def before(
    shipped: str, words_of: Callable[[str, Path], list[str]], servers: list[Server], folder: Path
) -> Iterator[int]:
    """Run the proxy with these settings, and with our addresses in place of the examples'; gives its port."""
    port, text = free_port(), (SHIPPED / shipped).read_text()
    for server, example in zip(servers, ("10.1.0.8:8460", "10.1.0.9:8460"), strict=True):
        assert example in text
        text = text.replace(example, f"{server.address}:{server.port}")
    for listens in ("bind :8460", "listen 8460"):
        text = text.replace(listens, f"{listens.split()[0]} 127.0.0.1:{port}")
    folder.mkdir()
    with (folder / "log").open("wb") as log:
        proxy = subprocess.Popen(words_of(text, folder), stdout=log, stderr=log)
    try:
        yield port
    finally:
        proxy.send_signal(signal.SIGTERM)
        proxy.wait(30)
        print((folder / "log").read_text()[-2000:])


@pytest.mark.parametrize(("shipped", "words_of"), KINDS)
async def test_a_box_behind_it_goes_on_whichever_server_is_killed(
    shipped: str, words_of: Callable[[str, Path], list[str]], database: str, tmp_path: Path
) -> None:
    one = Server(tmp_path / "one", database).init().start()
    shutil.copytree(one.folder.keys, tmp_path / "other" / "keys")
    other = Server(tmp_path / "other", database).start()
    with before(shipped, words_of, [one, other], tmp_path / "proxy") as port:
        async with BoxFeed.open(Record(), tmp_path) as box:
            box.receipt_keys.add(bytes.fromhex(_receipt_key(one)))
            way = Way(tmp_path, box, one, port)
            await until(lambda: _listens(port))
            await way.enrols()
            uplink = way.starts()
            try:
                box.writes(200)
                await box.is_countersigned(200, within_s=60)
                for number, killed in enumerate((one, other), 3):
                    killed.kill()
                    box.writes(100)
                    await box.is_countersigned(number * 100, within_s=60)
                    killed.start()
            finally:
                uplink.kill()
                uplink.wait()
                print((tmp_path / "uplink.log").read_text()[-3000:])
    assert (one.stop(), other.stop()) == (0, 0)


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False

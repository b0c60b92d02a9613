"""A telephone of the tests: a real baresip at an address of its own, which is dialled, answered and spoken through by words.

with rig.phone("2204") as phone:
        phone.dial("4357"); phone.until("CALL_ESTABLISHED"); phone.press("1"); phone.hang_up()
        phone.heard()        # the WAV file of what came out of its earpiece, once the call has ended

Knows nothing of Handbell.
"""

import math
import re
import socket
import struct
import subprocess
import time
import wave
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.patience import patience
from tests.phones_rig.control import Control
from tests.phones_rig.network import PBX, End, end, phone_address, phone_card
from tests.phones_rig.pbx import PORTS

FIRST_CONTROL_PORT = 4440  # on the loopback of the phones' network, which nobody else uses
RATE_HZ, SAMPLE_BYTES, HEAD_BYTES = 8000, 2, 44  # what a desk phone's codec carries (ITU-T G.711)
TONE_HZ, TONE_LOUD = 440, 12_000  # of 32,767
QUIET_S = (
    300  # baresip ends a call where its source ends: longer than any call of a test. It reads all of it into its memory
)
REGISTERS_EACH_S = 60
CONFIG = """\
poll_method epoll
sip_listen {address}:5060
sip_cafile {authority}
sip_verify_server yes
call_max_calls 4
call_local_timeout {gives_up_s}
audio_path {folder}
audio_source aufile,{speaks}
audio_player aubridge,nowhere
audio_alert aubridge,nowhere
ausrc_srate {rate}
auplay_srate {rate}
jitter_buffer_type fixed
jitter_buffer_delay 1-5
rtp_stats no
snd_path {folder}
module_path /usr/lib/baresip/modules
{codecs}
module aufile.so
module aubridge.so
module sndfile.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{control}
ringback_disabled yes
"""


class Phone:
    """One telephone. `number` is its own; `account` and `secret` are what it registers with.

    `says` is the WAV file that it speaks, silence otherwise. `says_it_is` is another's number in From, and such a phone registers
    nowhere. `traced`: its log has every SIP message. What it hears is recorded by sndfile, and then goes to a bridge whose other end nobody
    holds: the player of aufile falls over once in some forty calls (see `appliance/phones/account.py`).
    """

    def __init__(
        self,
        network: End,
        folder: Path,
        place: int,
        *,
        number: str,
        account: str,
        secret: str,
        authority: Path,
        transport: str = "udp",
        says: Path | None = None,
        says_it_is: str = "",
        traced: bool = False,
        codecs: tuple[str, ...] = ("g711",),
        options: str = "",
        gives_up_s: int = 120,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.number, self.account, self.folder = number, account, folder
        self._words = ("baresip", *(("-s",) if traced else ()), "-4", "-n", phone_card(place), "-f", str(folder))
        self._network, self._control_port = network, FIRST_CONTROL_PORT + place
        self._config = CONFIG.format(
            address=phone_address(place),
            authority=authority,
            gives_up_s=gives_up_s,
            folder=folder,
            speaks=says or _quiet(folder.parent),
            rate=RATE_HZ,
            codecs="\n".join(f"module {codec}.so" for codec in codecs),
            control=self._control_port,
        )
        where = f"{PBX}:{PORTS[transport]};transport={transport}"
        each_s = 0 if says_it_is else REGISTERS_EACH_S
        self._account = (
            f"<sip:{says_it_is or number}@{PBX};transport={transport}>;auth_user={account};auth_pass={secret}"
            f';outbound="sip:{where}";regint={each_s};dtmfmode=auto;mwi=no{options}\n'
        )
        self._process: subprocess.Popen[bytes] | None = None
        self._control: Control | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    def start(self) -> None:
        """Switch it on. It registers by itself; `Pbx.until_registered` waits for that."""
        (self.folder / "config").write_text(self._config)
        (self.folder / "accounts").write_text(self._account)
        (self.folder / "contacts").touch()
        with (self.folder / "phone.log").open("ab") as log:
            words = self._network.command(*self._words)
            self._process = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        self._control = Control(self._connected())

    def kill(self) -> None:
        """Pull its plug: nobody is told."""
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            end(self._process)
            self._process = None

    def dial(self, number: str) -> None:
        """Dial a number."""
        self.ask("dial", f"sip:{number}@{PBX}")

    def answer(self) -> None:
        """Take the call that rings."""
        self.ask("accept")

    def hang_up(self) -> None:
        """Put the receiver down, or refuse what rings."""
        self.ask("hangup")

    def press(self, keys: str) -> None:
        """Press keys in a call, one after the other."""
        for key in keys:
            self.ask("sndcode", key)

    def transfer(self, number: str) -> None:
        """Ask the other end of the call to call another number instead (REFER, RFC 3515)."""
        self.ask("transfer", f"sip:{number}@{PBX}")

    def ask(self, command: str, params: str = "") -> str:
        """Run any command of baresip's menu, and give what it said."""
        assert self._control is not None, "the phone is off"
        return self._control.ask(command, params)

    def until(self, kind: str, *, since: int = 0, param: str | None = None) -> dict[str, object]:
        """Wait for an event of baresip: `CALL_INCOMING`, `CALL_ESTABLISHED`, `CALL_CLOSED`, `CALL_DTMF_START`…"""
        assert self._control is not None, "the phone is off"
        return self._control.until(kind, since=since, param=param)

    def mark(self) -> int:
        """Give the number of events so far, for `until(…, since=…)`."""
        return len(self.events())

    def events(self) -> list[str]:
        """Give the kinds of all events so far."""
        assert self._control is not None, "the phone is off"
        return self._control.kinds()

    def heard(self, call: int = -1) -> Path:
        """Give the recording of what the other end said in a call that has ended: the last one, or by its place."""
        return self._recordings()[call]

    def listen(self, seconds: float) -> tuple[float, float]:
        """Wait until so many more seconds were heard; give where they begin and end in the recording, in seconds."""
        begin, until = self._heard_s(), time.monotonic() + patience(seconds)
        while self._heard_s() < begin + seconds:
            assert time.monotonic() < until, f"nothing more is heard: {self.log()[-2000:]}"
            time.sleep(0.05)
        return begin, begin + seconds

    def _heard_s(self) -> float:
        recordings = self._recordings()
        return (recordings[-1].stat().st_size - HEAD_BYTES) / (RATE_HZ * SAMPLE_BYTES) if recordings else 0.0

    def _recordings(self) -> list[Path]:
        return sorted(self.folder.glob("dump-*-dec.wav"), key=lambda path: path.stat().st_mtime_ns)

    def asserted(self) -> list[str]:
        """Give who called by the word of the phone system, call by call (P-Asserted-Identity). Only a `traced` phone knows."""
        return re.findall(r"^P-Asserted-Identity: <([^>]*)>", self.log(), re.MULTILINE)

    def until_refused(self) -> None:
        """Wait until the phone system refused to register it. That can be before anybody listens to its events."""
        until = time.monotonic() + patience()
        while "401 Unauthorized" not in self.log() and "403 " not in self.log():
            assert time.monotonic() < until, f"nobody refused it: {self.log()[-2000:]}"
            time.sleep(0.02)

    def log(self) -> str:
        """Give what it wrote: of a `traced` phone, every SIP message too."""
        return (self.folder / "phone.log").read_text(errors="replace").replace("\r", "")

    def _connected(self) -> socket.socket:
        until = time.monotonic() + patience()
        while True:
            assert self._process is not None and self._process.poll() is None, f"baresip ended: {self.log()}"
            assert time.monotonic() < until, f"baresip does not listen: {self.log()}"
            line = self._network.tcp()
            with suppress(ConnectionRefusedError):
                line.connect(("127.0.0.1", self._control_port))
                return line
            line.close()
            time.sleep(0.02)


def tone(path: Path, seconds: int = 2) -> Path:
    """Make a WAV file of a tone: a greeting, or what somebody says into a phone."""
    with wave.open(str(path), "wb") as made:
        made.setparams((1, SAMPLE_BYTES, RATE_HZ, 0, "NONE", "not compressed"))
        turns = (number * TONE_HZ * math.tau / RATE_HZ for number in range(seconds * RATE_HZ))
        made.writeframes(b"".join(struct.pack("<h", int(TONE_LOUD * math.sin(turn))) for turn in turns))
    return path


def _quiet(folder: Path) -> Path:
    """Make a WAV file of silence. It has no blocks on the disk, since nothing but zeros is in it."""
    path = folder / "quiet.wav"
    if not path.exists():
        with wave.open(str(path), "wb") as made:
            made.setnchannels(1)
            made.setsampwidth(SAMPLE_BYTES)
            made.setframerate(RATE_HZ)
            made.setnframes(QUIET_S * RATE_HZ)
            made.writeframesraw(b"")
        head = path.read_bytes()[:HEAD_BYTES]
        size = QUIET_S * RATE_HZ * SAMPLE_BYTES
        head = head[:4] + (size + 36).to_bytes(4, "little") + head[8:40] + size.to_bytes(4, "little")
        path.write_bytes(head)
        with path.open("r+b") as made_file:
            made_file.truncate(size + HEAD_BYTES)
    return path

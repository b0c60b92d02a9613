"""A telephone that does what no good one does: sipp, with a scenario put together from steps.

    wrong = [hears("INVITE"), says("SIP/2.0 302 Moved Temporarily", "Contact: <sip:+19005550100@10.99.0.1>"), hears("ACK")]
    with rig.odd(wrong, at="10.99.0.29:5080") as odd: …       # it waits for calls there
    with rig.odd(calls_in, at="10.99.0.28:5080", to="10.99.0.2:5060") as odd: …       # it calls

`[field0]` in a header or body stands for a word of `lines`, one line for each call. Knows nothing of Handbell.
"""

import subprocess
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self
from xml.sax.saxutils import quoteattr

from tests.patience import patience
from tests.phones_rig.network import PBX, End, end

HEADERS = (
    "[last_Via:]\n[last_From:]\n[last_To:];tag=[call_number]odd\n[last_Call-ID:]\n[last_CSeq:]\n[last_Record-Route:]"
)
"""What every reply repeats of its request."""
SDP = """\
v=0
o=odd 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 0 101
a=rtpmap:0 PCMU/8000
a=rtpmap:101 telephone-event/8000"""
"""What a good phone offers (RFC 4566, RFC 3551)."""
STRANGE_SDP = SDP.replace("RTP/AVP 0 101", "RTP/AVP 96").replace("0 PCMU/8000", "96 opus/48000/2")
"""A codec that no desk phone line of ours speaks."""
FINAL = 200  # the first number of an answer that ends a request
KEEP_TAG = '<ereg regexp=";tag=[^;> ]*" search_in="hdr" header="To:" assign_to="tag" />'
"""Keeps who answered at last. sipp's own `[peer_tag_param]` is of the last answer that came: where a call rings at several lines, one that
only rang can be heard after the one that answered, and then all that follows would go to nobody.
"""
CONTACT = "Contact: <sip:odd@[local_ip]:[local_port];transport=[transport]>"


def hears(word: str, *, optional: bool = False, auth: bool = False) -> str:
    """Wait for a request of this name, or for a reply of this number. `auth`: its challenge is answered next."""
    what = f"response={quoteattr(word)}" if word.isdecimal() else f"request={quoteattr(word)}"
    more = (' optional="true"' if optional else "") + (' auth="true"' if auth else "")
    if not word.isdecimal():
        return f'<recv {what}{more} rrs="true" />'
    if int(word) < FINAL:
        return f"<recv {what}{more} />"  # sipp keeps the first way (rrs) that it hears of: of a line that only rings it must be none
    return f'<recv {what}{more} rrs="true"><action>{KEEP_TAG}</action></recv>'


def says(first: str, *headers: str, body: str = "", contact: bool = True, usual: str = HEADERS) -> str:
    """Send a reply that begins with this line, with further headers and a body of SDP."""
    return sends(first, usual, *([CONTACT] if contact else []), *headers, body=body)


def sends(first: str, *headers: str, body: str = "", again: bool = False) -> str:
    """Send anything. `again`: until an answer comes, as a request is sent by UDP."""
    kind = ["Content-Type: application/sdp"] if body else []
    lines = "\n".join([first, *headers, *kind, "Content-Length: [len]", "", body])
    return f"<send{' retrans="500"' if again else ''}><![CDATA[\n{lines}\n]]></send>"


def calls(number: str, *headers: str, caller: str, body: str = SDP, host: str = PBX, cseq: int = 1) -> str:
    """Send an INVITE to a number, from somebody who says they are `caller`. A header `[authentication …]` gives the password."""
    return sends(
        f"INVITE sip:{number}@{host} SIP/2.0",
        "Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]",
        "Max-Forwards: 70",
        f"From: <sip:{caller}@{PBX}>;tag=[call_number]caller",
        f"To: <sip:{number}@{host}>",
        "Call-ID: [call_id]",
        f"CSeq: {cseq} INVITE",
        CONTACT,
        *headers,
        body=body,
        again=True,
    )


def goes_on(method: str, *headers: str, number: str, caller: str, cseq: int, body: str = "") -> str:
    """Send a further request of a call that we made: ACK, BYE, REFER, INFO, INVITE…"""
    return sends(
        f"{method} [next_url] SIP/2.0",
        "Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]",
        "Max-Forwards: 70",
        "[routes]",
        f"From: <sip:{caller}@{PBX}>;tag=[call_number]caller",
        f"To: <sip:{number}@{PBX}>[$tag]",
        "Call-ID: [call_id]",
        f"CSeq: {cseq} {method}",
        CONTACT,
        *headers,
        body=body,
        again=method != "ACK",
    )


def waits(milliseconds: int) -> str:
    """Do nothing for so long."""
    return f'<pause milliseconds="{milliseconds}" />'


class Odd:
    """One sipp. It ends by itself after `calls` calls."""

    def __init__(
        self,
        network: End,
        folder: Path,
        steps: Sequence[str],
        *,
        at: str,
        to: str = "",
        number_of_calls: int = 1,
        lines: Iterable[str] = (),
        transport: str = "u1",
    ) -> None:
        folder.mkdir(parents=True)
        self._network, self._folder = network, folder
        address, _, port = at.partition(":")
        (folder / "scenario.xml").write_text(_scenario(steps), encoding="latin-1")
        words = ["sipp", *([to] if to else []), "-sf", "scenario.xml", "-i", address, "-p", port, "-t", transport]
        words += ["-m", str(number_of_calls), "-l", "1", "-nostdin", "-trace_msg", "-message_file", "messages.log"]
        words += ["-trace_err", "-error_file", "errors.log", "-default_behaviors", "all,-abortunexp,-bye"]
        if given := list(lines):
            (folder / "lines.csv").write_text("\n".join(["SEQUENTIAL", *given, ""]))
            words += ["-inf", "lines.csv"]
        self._words = words
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        with (self._folder / "screen.log").open("wb") as screen:
            self._process = subprocess.Popen(
                self._network.command(*self._words),
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=screen,
                stderr=screen,
                start_new_session=True,
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            end(self._process)

    def finished(self) -> bool:
        """Wait until it has ended, and say whether every call went as its scenario says."""
        assert self._process is not None
        return self._process.wait(timeout=patience()) == 0

    def until(self, line: str) -> None:
        """Wait until a message with this in it went in or out."""
        until = time.monotonic() + patience()
        while line not in self.messages():
            assert time.monotonic() < until, f"no message with {line!r}: {self.messages()[-3000:]}{self.wrong()}"
            time.sleep(0.02)

    def messages(self) -> str:
        """Give every SIP message so far, in and out."""
        return _text(self._folder / "messages.log")

    def wrong(self) -> str:
        """Give what sipp says went otherwise than its scenario."""
        return _text(self._folder / "errors.log") + _text(self._folder / "screen.log")[-2000:]


def _text(path: Path) -> str:
    return path.read_text(errors="replace").replace("\r", "") if path.exists() else ""


def _scenario(steps: Sequence[str]) -> str:
    used = ['<Reference variables="tag" />'] if any(KEEP_TAG in each for each in steps) else []  # else sipp refuses it
    head = ['<?xml version="1.0" encoding="ISO-8859-1" ?>', '<scenario name="odd">']
    return "\n".join([*head, *steps, *used, "</scenario>", ""])

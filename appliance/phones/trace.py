"""Reads what baresip prints of each SIP message that it sends or gets. Pure: text in, messages out; knows no process and no call.

baresip 1.1.0 itself tells only the From of a caller, which a phone may write as it likes. What the PBX vouches for is in
P-Asserted-Identity (RFC 3325), and stands in this trace alone. A message is printed before it is handled, and before it is sent.
"""

import re

import msgspec

BEGIN, END = b"\x1b[36;1m#\n", b"\x1b[;m\n"
MESSAGE_LEN_MAX = 128 * 1024
"""Bytes of one message: baresip itself takes 64 KiB of a datagram and of a stream. What is longer is no trace."""
PLACE_LEN_MAX = 256  # a transport and two addresses of at most 47 bytes each
HEADERS_MAX = 200  # a PBX sends some 25; the rest of a longer message is not looked at
_PLACE = re.compile(rb"[A-Z]+ (?P<source>[0-9.]+:[0-9]+) -> (?P<target>[0-9.]+:[0-9]+)\n")
_NUMBER = re.compile(r"(?P<scheme>sips?|tel):(?P<user>[^@;>?\s]*)(@(?P<host>[^;>?:\s]*))?", re.IGNORECASE)
_QUOTED = re.compile(r'"(?:\\.|[^"\\])*+(?:"|\\?\Z)', re.DOTALL)
"""Words in quotes; without an end they go on to the end of the header. It fits from each quote that it begins at, and never goes back: a
caller may send thousands of quotes, and a pattern that tries each of them would hold up every call for minutes.
"""
_HEARD = re.compile(r"\+?[0-9]{1,20}")
_COMPACT = {"i": "call-id", "f": "from", "t": "to", "m": "contact", "v": "via"}
"""Short names of headers: RFC 3261, 7.3.3."""
OWN_LENGTH_MAX = 8
"""Digits of a number of the school's own: an extension. What is longer, or begins with +, came over a trunk."""


class NotATrace(ValueError):
    """What was printed is longer than any message. `str()` says so."""


class SipMessage(msgspec.Struct, frozen=True):
    """One message. `source` and `target` are `ADDRESS:PORT`; `first` is its first line; `headers` are in lower case, first one first."""

    source: str
    target: str
    first: str
    headers: tuple[tuple[str, str], ...]

    def header(self, name: str) -> str:
        """Give the first header of this name, or an empty text."""
        return next((value for key, value in self.headers if key == name), "")

    def all(self, name: str) -> list[str]:
        """Give every header of this name."""
        return [value for key, value in self.headers if key == name]

    @property
    def method(self) -> str:
        """The method of a request; empty for an answer. baresip takes for an answer whatever does not end with SIP/2.0."""
        words = self.first.split(" ")
        return words[0] if len(words) == 3 and words[2] == "SIP/2.0" else ""

    @property
    def status(self) -> int:
        """The status of an answer, as baresip reads it; 0 for a request, and for what is no number."""
        if self.method:
            return 0
        words = self.first.split(" ")
        found = re.match(r"[0-9]{1,9}", words[1]) if len(words) > 1 else None
        return int(found[0]) if found else 0

    @property
    def begins_call(self) -> bool:
        """Whether this asks for a new call: an INVITE outside of any call (a call's own has a tag in To)."""
        return self.method == "INVITE" and ";tag=" not in self.header("to").lower().replace(" ", "")

    @property
    def sends_elsewhere(self) -> bool:
        """Whether this answer asks us to try elsewhere (3xx), which baresip would do by itself, or has no status that we know."""
        return not self.method and not (100 <= self.status < 300 or 400 <= self.status < 700)

    @property
    def sender(self) -> str:
        """The address that it came from, without the port; empty where it could not be read."""
        return self.source.rpartition(":")[0]

    def asks_for(self, number: str, pbx: str) -> bool:
        """Whether this request goes to this number at the PBX, and nowhere else."""
        return re.fullmatch(rf"\S+ sip:{re.escape(number)}@{re.escape(pbx)}([:;]\S*)? SIP/2\.0", self.first) is not None

    @property
    def call_id(self) -> str:
        """What tells this call from all others."""
        return self.header("call-id")


class CallerSeen(msgspec.Struct, frozen=True):
    """Who calls, as the PBX says it; the fields are those of `appliance.api.phones.messages.Dialled`."""

    number: str
    proved: bool
    withheld: bool
    outside: bool
    diverted: str

    @property
    def inside(self) -> bool:
        """Whether the PBX vouches that a phone of the building calls."""
        return self.proved and not self.outside


class Trace:
    """Puts messages together from the pieces that baresip prints: each is one write of its own, and is never taken for two.

    A message is one piece, or several where it is longer than a page. So no text in a message can look like another message. Lines that
    are no message are dropped: they may hold numbers.
    """

    def __init__(self) -> None:
        self._place: bytes | None = None
        self._text: bytes | None = None

    def feed(self, piece: bytes) -> SipMessage | None:
        """Take one piece; give the message that it ends. Raises NotATrace."""
        if self._text is not None:
            return self._inside(piece)
        if piece == BEGIN:
            self._place = b""
        elif self._place is not None:
            self._place += piece
            if len(self._place) > PLACE_LEN_MAX:
                raise NotATrace(f"baresip printed addresses of more than {PLACE_LEN_MAX} bytes.")
            if piece == b"\n":
                self._text = b""
        return None

    def begun(self) -> SipMessage | None:
        """Give the message whose end is not printed yet, once its first line is there."""
        return _message(self._place or b"", self._text) if self._text and b"\n" in self._text else None

    def _inside(self, piece: bytes) -> SipMessage | None:
        assert self._text is not None
        if piece != END:
            self._text += piece
            if len(self._text) > MESSAGE_LEN_MAX:
                raise NotATrace(f"baresip printed a message of more than {MESSAGE_LEN_MAX:,} bytes.")
            return None
        whole = _message(self._place or b"", self._text)
        self._place = self._text = None
        return whole


def caller(invite: SipMessage, pbx: str) -> CallerSeen:
    """Read who calls out of an INVITE that came from the PBX at this address."""
    asserted = [address for value in invite.all("p-asserted-identity") for address in _addresses(value)]
    said = _addresses(invite.header("from"))
    withheld = _withheld(invite, said)
    number, host = next(((number, host) for number, host in asserted if number), ("", ""))
    proved = bool(number)
    if not proved and not withheld:
        number, host = next(((number, host) for number, host in said if number), ("", ""))
    external = "external" in " ".join(invite.all("alert-info")).lower()
    outside = external or number.startswith("+") or len(number) > OWN_LENGTH_MAX or (proved and host not in {"", pbx})
    return CallerSeen(number, proved, withheld, outside, _diverted(invite))


def _message(place: bytes, text: bytes) -> SipMessage:
    between = _PLACE.fullmatch(place)
    source, target = (between["source"].decode(), between["target"].decode()) if between else ("", "")
    head = text.split(b"\r\n\r\n", 1)[0].decode("utf-8", "replace")
    first, *lines = re.sub(r"\r?\n[ \t]+", " ", head).split("\n", HEADERS_MAX + 1)
    headers = tuple(_header(line) for line in lines[:HEADERS_MAX] if ":" in line)
    return SipMessage(source, target, first.rstrip("\r"), headers)


def _header(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    name = name.strip().lower()
    return _COMPACT.get(name, name), value.strip()


def _addresses(value: str) -> list[tuple[str, str]]:
    """Give number and host of each address of a header. The words in quotes before an address are anybody's, and left out."""
    bare = _QUOTED.sub("", value)
    return [(_digits(found["user"]), found["host"] or "") for found in _NUMBER.finditer(bare)]


def _digits(user: str) -> str:
    plain = re.sub(r"[-.()]", "", user)  # RFC 3966, 5.1.1: what only makes a number easier to read
    return plain if _HEARD.fullmatch(plain) else ""


def _withheld(invite: SipMessage, said: list[tuple[str, str]]) -> bool:
    """Whether the caller hides their number: RFC 3323 (Privacy), or a From that names nobody (RFC 3323, 4.1.1.3)."""
    privacy = re.split(r"[;,\s]+", " ".join(invite.all("privacy")).lower())
    nobody = "anonymous" in invite.header("from").lower()
    return bool({"id", "user", "header"} & set(privacy)) or (nobody and not any(number for number, _ in said))


def _diverted(invite: SipMessage) -> str:
    """Give who sent the call on to us: Diversion (RFC 5806), or else the first entry but one of History-Info (RFC 7044)."""
    for value in invite.all("diversion"):
        for number, _ in _addresses(value):
            return number
    history = [number for value in invite.all("history-info") for number, _ in _addresses(value)]
    return history[0] if len(history) > 1 else ""

"""Feeds uplink and office with made-up answers of a district: `answers.py NAME SECONDS FOLDER`. It runs by itself.

Whatever the bytes are, an answer is taken for no more than it says, or refused by name. What the office kept of it can be shown.
"""

import base64
import contextlib
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import atheris
from cryptography.hazmat.primitives.asymmetric import ec

from tests.fuzz.fed import fed

with atheris.instrument_imports(include=["appliance.envelope", "sync"]):
    from appliance.envelope.deposit import Collected, Deposited, HeadTold, Held, Notices
    from appliance.envelope.format import FormatError
    from sync import protocol
    from sync.office import beginning_again, incidents, taking
    from sync.office.collecting import Collector
    from sync.office.exposing import doubts
    from sync.office.keyring import Keyring
    from sync.office.opening import Opener
    from sync.office.pages import take_page
    from sync.office.rota import Lane, Rota
    from sync.office.store import Store
    from sync.protocol import (
        Buildings,
        CertificateGiven,
        Forks,
        Health,
        Kept,
        NewsTold,
        Tail,
        UrgentTold,
    )
    from sync.transport.identity import joined
    from sync.transport.line import RETRY_AFTER_S_MAX, SAYS_MAX, Refusal, Unreachable, _understood
    from tests.fuzz.office_key import OFFICE_KEY, PAGE_LEN_MAX

KINDS = (
    HeadTold,
    Deposited,
    Held,
    Notices,
    Tail,
    CertificateGiven,
    Kept,
    Health,
    Forks,
    NewsTold,
    UrgentTold,
    Buildings,
    Collected,
)
STATUSES = (200, 409, 429, 503)
NOW_MS = 1_795_000_000_000


def answered(data: bytes) -> None:
    """Feed the reader of answers. Two bytes choose the question and how the answer is made; up to the first newline comes what Retry-After
    says; then comes the body.
    """
    which, how, (wait, _, body) = data[:1], data[1:2], data[2:].partition(b"\n")
    kind, flags = KINDS[int.from_bytes(which) % len(KINDS)], int.from_bytes(how)
    headers = {"Retry-After": wait.decode("utf-8", "replace")}
    content = protocol.JSON if flags & 4 else protocol.MSGPACK
    response = SimpleNamespace(status=STATUSES[flags % 4], content_type=content, headers=headers)
    with contextlib.suppress(Unreachable):
        answer = _understood(kind, response, bytearray(body))  # type: ignore[arg-type]
        if not isinstance(answer, Refusal):
            assert isinstance(answer, kind)
            return
        assert 0 <= answer.retry_after_s <= RETRY_AFTER_S_MAX
        assert answer.refused.says.isprintable() and len(answer.refused.says) <= SAYS_MAX


TLS_KEY = ec.generate_private_key(ec.SECP256R1())


def certificate(data: bytes) -> None:
    """Feed a certificate in DER: it is for this key, or it is refused."""
    pem = f"-----BEGIN CERTIFICATE-----\n{base64.encodebytes(data).decode()}-----END CERTIFICATE-----\n"
    with contextlib.suppress(ValueError):
        joined(TLS_KEY, CertificateGiven(pem, pem, ()))


KEYRING = Keyring(Path("none"), "", b"s" * 32, b"t" * 32, (OFFICE_KEY,))


class _Undone(Exception):
    pass


@contextlib.contextmanager
def _undone(store: Store) -> Iterator[None]:
    with contextlib.suppress(_Undone), store.writing():
        yield
        raise _Undone


def page(data: bytes) -> None:
    """Feed a page of entries, wraps and receipts of a building."""
    given = protocol.decode(Collected, data)
    building = given.entries[0].building if given.entries else bytes(16)
    with _undone(STORE):
        taking.take_listing(STORE, Buildings((protocol.BuildingListed(building, "Lincoln", 1, ()),)))
        take_page(STORE, Opener(STORE, KEYRING), building, given, NOW_MS)
        taken = take_page(STORE, Opener(STORE, KEYRING), building, given, NOW_MS)
        assert not taken.new, "twice is once"
        _is_shown()


def listed(data: bytes) -> None:
    """Feed the list of buildings, and the list of forks."""
    for kind in (Buildings, Forks):
        with contextlib.suppress(FormatError), _undone(STORE):
            told = protocol.decode(kind, data)
            lists = told if isinstance(told, Buildings) else Buildings(())
            taking.take_listing(STORE, lists)
            beginning_again.take_signs(STORE, lists, {}, told if isinstance(told, Forks) else None)
            beginning_again.missed(STORE)
            _is_shown()


def called(data: bytes) -> None:
    """Feed what is new, and by which lane. Every building gets its turn, and a turn asks for no more places than a server gives."""
    rota = Rota()
    for kind in (UrgentTold, NewsTold):
        with contextlib.suppress(FormatError), _undone(STORE):
            told = protocol.decode(kind, data)
            if isinstance(told, NewsTold):
                for building in told.buildings:
                    rota.has_new(building)
                continue
            known = {each.building: protocol.BuildingListed(each.building, "", 0, ()) for each in told.held}
            taking.take_listing(STORE, Buildings(tuple(known.values())))
            for building, places in Collector(SimpleNamespace(), STORE, KEYRING).calls_of(told.held).items():  # type: ignore[arg-type]
                rota.has_calls(building, places)
    while (turn := rota.next(Lane.PAGES, 0.0)) is not None:
        if turn.calls:
            first, last = turn.span
            assert 0 < first <= last < first + protocol.COLLECT_PLACES_MAX
        rota.done(turn, 0.0, more=False, new=False)
    assert rota.is_idle(0.0)


def _is_shown() -> None:
    assert all(str(each).isprintable() for each in doubts(STORE, NOW_MS))
    incidents.listed(STORE, only_open=False)


READERS: dict[str, Callable[[bytes], None]] = {
    each.__name__: each for each in (answered, certificate, page, listed, called)
}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder, "office.db"), KEYRING) as STORE:
        fed(READERS[sys.argv[1]], (FormatError,), sys.argv[2], sys.argv[3], PAGE_LEN_MAX)

"""Gets a certificate for this box's uplink. The request is signed by the device key, which the alert daemon does over the sealed feed.

The alert daemon never speaks to the internet, and the uplink never has the device key. An attacker in the uplink can ask for this one kind
of statement and no other. It brings a certificate for this box's own deposits, which the uplink has anyway.
"""

import ssl
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from appliance.api.feed.client import FeedClient
from appliance.api.feed.messages import HandIn
from appliance.envelope.building_name import NAME_LEN_MAX, differ, names_told
from appliance.envelope.deposit import Signed
from appliance.envelope.format import FormatError, read_head_statement
from sync import protocol
from sync.protocol import CertificateGiven, EnrolmentAsked, RenewalAsked, SuccessionAsked
from sync.transport.identity import District, Identity, PrivateKey, enrolled, new_key, request_for
from sync.transport.line import DistrictLine, Refusal, ShutOut, Unreachable, printable
from sync.transport.proxy import Proxy
from sync.transport.trust import client_context

REFUSED_FOR_GOOD = "token"  # the code of a refusal: the token is unknown, used or expired
REVOKED = "revoked"  # the code of a refusal: the box is shut out


class Enrolled(NamedTuple):
    """Who this uplink is from now on; and what the district and the plan call its building. A name is empty where it is not known."""

    known: Identity
    building_name: str
    plan_name: str

    @property
    def names(self) -> str:
        """Say both names where they differ too much to be one building; else what the district calls it. Empty where the district did not
        say.
        """
        if differ(self.plan_name, self.building_name):
            told = names_told(self.plan_name, self.building_name)
            return f"{told} Ask the district's administrator before you go on."
        return f"The district calls this building {self.building_name!r}." if self.building_name else ""


class NotGiven(Exception):
    """No certificate was given; the text says why."""


class TokenRefused(NotGiven):
    """The district will not take this token, now or later."""


async def enrol(
    feed: FeedClient,
    folder: Path,
    servers: tuple[str, ...],
    authority: Path,
    token: str,
    proxy_of: Callable[[str], Proxy | None],
    between_ms: Callable[[], tuple[int, int]],
) -> Enrolled:
    """Enrol this box at the first of the district's servers that answers, with a single-use token or as the box that follows on another,
    and keep the certificate in `folder`. `token` may be empty. Raises NotGiven, Unreachable, LineLost, OSError.
    """
    key, proof = new_key(), (await feed.succession()).proof
    plan_name = (await feed.hand_in(HandIn(request=0))).plan_name
    if not token and proof is None:
        raise NotGiven("There is no token, and this box follows on no other.")
    asking = _Asking(
        feed,
        key,
        await enrolment_asked(feed, key, token) if token else None,
        None if proof is None else await _succession_asked(feed, key, proof),
    )
    try:
        context = client_context(authority, None, between_ms)
    except ssl.SSLError as wrong:
        raise NotGiven(f"{authority} holds no certificate of an authority ({wrong.reason})") from wrong
    except OSError as wrong:
        raise NotGiven(f"{authority} cannot be read ({wrong.strerror}).") from wrong
    given = _given(await _first_answer(servers, context, proxy_of, asking))
    building, box = await who(feed)
    try:
        known = enrolled(folder, District(servers[0], building.hex(), box.hex(), servers[1:]), authority, key, given)
    except ValueError as wrong:
        raise NotGiven(str(wrong)) from wrong
    return Enrolled(known, printable(given.building_name)[:NAME_LEN_MAX], plan_name)


class _Asking(NamedTuple):
    """What a box can ask with: a token, and the proof that it follows on another box."""

    feed: FeedClient
    key: PrivateKey
    by_token: EnrolmentAsked | None
    as_heir: SuccessionAsked | None

    async def answer(self, line: DistrictLine) -> CertificateGiven | Refusal:
        """Show the token first, because a person gave it, and then the proof, even where the token was taken: so the district knows where
        the record goes on. The answer to the proof counts only where the token was not taken. Raises Unreachable.
        """
        answer: CertificateGiven | Refusal | None = None
        if self.by_token is not None:
            answer = await line.certificate(protocol.ENROLMENT, self.by_token)
            if isinstance(answer, Refusal) and answer.refused.code == REFUSED_FOR_GOOD:
                answer = await _known_already(self.feed, line, self.key) or answer
        if self.as_heir is not None:
            followed = await line.certificate(protocol.SUCCESSIONS, self.as_heir)
            if isinstance(followed, CertificateGiven) or not isinstance(answer, CertificateGiven):
                answer = followed
        assert answer is not None  # a token or a proof is always there
        return answer


async def _first_answer(
    servers: tuple[str, ...], context: ssl.SSLContext, proxy_of: Callable[[str], Proxy | None], asking: _Asking
) -> CertificateGiven | Refusal:
    """Give the answer of the first server that answers, in their order. Raises Unreachable where none does, with what the last one met."""
    away: Unreachable | None = None
    for server in servers:
        try:
            async with DistrictLine.open(server, context, proxy_of(server)) as line:
                return await asking.answer(line)
        except Unreachable as unreachable:
            away = unreachable
    raise away or Unreachable("No server of a district is named.")


async def enrolment_asked(feed: FeedClient, key: PrivateKey, token: str) -> EnrolmentAsked:
    """Give what a box asks with, signed by its device. Raises NotGiven, LineLost."""
    building, box, device_key, csr, signature = await _signed(feed, key, token)
    return EnrolmentAsked(token, csr, building.hex(), box.hex(), device_key.hex(), signature.hex())


async def _succession_asked(feed: FeedClient, key: PrivateKey, proof: Signed) -> SuccessionAsked:
    """Give what a box that follows on another asks with, signed by its device. Raises NotGiven, LineLost."""
    building, box, device_key, csr, signature = await _signed(feed, key, "")
    ids = (building.hex(), box.hex(), device_key.hex())
    return SuccessionAsked(csr, *ids, signature.hex(), proof.statement.hex(), proof.key.hex(), proof.signature.hex())


async def follows(feed: FeedClient, line: DistrictLine, known: Identity) -> Refusal | None:
    """Show the proof that this box follows on another to a district that knows this box already. Keep the new certificate, or give the
    district's refusal.

    Raises NotGiven, Unreachable, LineLost, OSError.
    """
    proof = (await feed.succession()).proof
    if proof is None:
        raise NotGiven("The alert daemon names no box that this one follows on.")
    key = new_key()
    answer = await line.certificate(protocol.SUCCESSIONS, await _succession_asked(feed, key, proof))
    if isinstance(answer, Refusal):
        return answer
    _keep(known, key, answer)
    return None


async def renew(
    feed: FeedClient, known: Identity, proxy: Proxy | None, between_ms: Callable[[], tuple[int, int]]
) -> None:
    """Get another certificate for a new key; the old certificate may be expired or refused. Raises as `enrol`."""
    key = new_key()
    building, box, _, csr, signature = await _signed(feed, key, "")
    asked = RenewalAsked(csr, building.hex(), box.hex(), signature.hex())
    context = client_context(known.authority, None, between_ms)
    async with DistrictLine.open(known.district.server, context, proxy) as line:
        given = _given(await line.certificate(protocol.RENEWAL, asked))
    _keep(known, key, given)


def _keep(known: Identity, key: PrivateKey, given: CertificateGiven) -> None:
    """Keep the new key and certificate. Raises NotGiven, OSError; then the old ones stay."""
    try:
        known.replace(key, given)
    except ValueError as wrong:
        raise NotGiven(str(wrong)) from wrong


async def _known_already(feed: FeedClient, line: DistrictLine, key: PrivateKey) -> CertificateGiven | None:
    """Get a certificate for a box that the district enrolled with this token already, but whose answer was lost on the way.

    The district gives it only to the box's device key. None where the district does not know this box.
    """
    building, box, _, csr, signature = await _signed(feed, key, "")
    asked = RenewalAsked(csr, building.hex(), box.hex(), signature.hex())
    answer = await line.certificate(protocol.RENEWAL, asked)
    return None if isinstance(answer, Refusal) else answer


async def _signed(feed: FeedClient, key: PrivateKey, token: str) -> tuple[bytes, bytes, bytes, str, bytes]:
    """Give building, box, device key, the request in PEM, and the signature over it."""
    building, box = await who(feed)
    csr = request_for(key, building, box)
    signed = await feed.signed_enrolment(token, csr)
    if not signed.signature:
        raise NotGiven(f"The alert daemon did not sign: {signed.says}")
    return signed.building, signed.box, signed.device_key, csr, signed.signature


async def who(feed: FeedClient) -> tuple[bytes, bytes]:
    """Give building and box. Raises NotGiven, LineLost."""
    try:
        building, box, *_ = read_head_statement((await feed.head()).statement)
    except FormatError as none_yet:
        raise NotGiven("The alert daemon has signed nothing yet. Try again in a minute.") from none_yet
    return building, box


def _given(answer: CertificateGiven | Refusal) -> CertificateGiven:
    if isinstance(answer, Refusal):
        if answer.refused.code == REVOKED:
            raise ShutOut(f"The district gave no certificate: {answer.refused.says}")
        kind = TokenRefused if answer.refused.code == REFUSED_FOR_GOOD else NotGiven
        raise kind(f"The district gave no certificate: {answer.refused.says}")
    return answer

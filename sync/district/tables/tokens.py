"""Keeps the tokens to enrol a box with: makes, withdraws and finds them. Only their hash is kept; each serves once, for one building.
Enrols nobody.
"""

import secrets
from base64 import b32encode
from dataclasses import dataclass
from hashlib import sha256

from appliance.envelope.deposit import Refused
from sync.administration import TokenGiven, TokensWithdrawn
from sync.district.store import Sql
from sync.district.tables import audit, boxes, buildings

TOKEN_LEN = 20  # 160 bits: nobody can guess it, and 32 letters can still be typed
TOKEN_VALID_S_MAX = 90 * 24 * 3600  # long enough for a summer

NO_BUILDING = NO_BOX = b""


@dataclass(frozen=True, slots=True)
class Offer:
    """Whom a token is for. `building` empty: the building with this name. `replaces`: the box whose place is taken, or NO_BOX."""

    name: str
    building: bytes
    valid_s: int
    replaces: bytes = NO_BOX


@dataclass(frozen=True, slots=True)
class Token:
    """A token that serves. `building` is empty for a new building."""

    digest: bytes
    name: str
    building: bytes
    replaces: bytes


def make_token() -> str:
    """Make a fresh token, in groups of four that can be read out."""
    text = b32encode(secrets.token_bytes(TOKEN_LEN)).decode()
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def offer(sql: Sql, token: str, wanted: Offer, who: str, now_ms: int) -> TokenGiven | Refused:
    """Keep a token for a new building of this name, or for a box of a known building."""
    name = wanted.name
    if (refused := buildings.bad_name(name)) is not None:
        return refused
    if not 0 < wanted.valid_s <= TOKEN_VALID_S_MAX:
        return Refused("bad-request", f"A token is valid for 1 to {TOKEN_VALID_S_MAX} s.")
    known = buildings.named(sql, name)
    if (refused := _not_for(sql, wanted, known)) is not None:
        return refused
    until_ms = now_ms + wanted.valid_s * 1000
    of = NO_BUILDING if known is None else known.building
    sql.run(
        "INSERT INTO token (digest, name, building, until_ms, replaces) VALUES (?, ?, ?, ?, ?)",
        *(_hash(token), name, of, until_ms, wanted.replaces),
    )
    instead = f", in the place of box {wanted.replaces.hex()}" if wanted.replaces else ""
    audit.add(sql, now_ms, who, "token made", f"{'new building' if known is None else 'a box of'} {name}{instead}")
    return TokenGiven(token, until_ms)


def that_serves(sql: Sql, token: str, now_ms: int) -> Token | Refused:
    """Give the token, locked until the transaction ends."""
    row = sql.one(
        f"SELECT name, building, replaces, until_ms, used_ms, withdrawn_ms FROM token WHERE digest = ?{sql.for_update}",  # noqa: S608
        _hash(token),
    )
    if row is None or row[3] < now_ms or row[4] or row[5]:
        says = "The token is unknown, used, withdrawn or expired. Ask the district for another: handbell district enrol"
        return Refused("token", says)
    return Token(_hash(token), *row[:3])


def use(sql: Sql, token: Token, now_ms: int) -> None:
    """Mark the token as used."""
    sql.run("UPDATE token SET used_ms = ? WHERE digest = ?", now_ms, token.digest)


def withdraw(sql: Sql, what: str, who: str, now_ms: int) -> TokensWithdrawn | Refused:
    """Withdraw one token, or all that wait for the building of this name."""
    waits = "(digest = ? OR name = ?) AND used_ms = 0 AND withdrawn_ms = 0 AND until_ms >= ?"
    named = sql.all(f"SELECT digest, name FROM token WHERE {waits}", _hash(what), what, now_ms)  # noqa: S608 — of ours
    for digest, name in named:
        sql.run("UPDATE token SET withdrawn_ms = ? WHERE digest = ?", now_ms, digest)
        audit.add(sql, now_ms, who, "token withdrawn", name)
    if not named:
        says = "No such token waits, and none for a building of this name. See: handbell district buildings"
        return Refused("not-found", says)
    return TokensWithdrawn(len(named))


def waiting(sql: Sql, now_ms: int) -> tuple[str, ...]:
    """Give the names of the buildings that a token waits for."""
    waits = "SELECT name FROM token WHERE used_ms = 0 AND withdrawn_ms = 0 AND until_ms >= ? ORDER BY name"
    return tuple(name for (name,) in sql.all(waits, now_ms))


def _not_for(sql: Sql, wanted: Offer, known: buildings.Building | None) -> Refused | None:
    """Say why there can be no token for this building and box; None where there can."""
    if wanted.building and (known is None or known.building != wanted.building):
        says = f"The building {wanted.building.hex()} is not known as {wanted.name!r}. See: handbell district buildings"
        return Refused("not-found", says)
    if known is not None and known.closed_ms:
        return Refused("closed", f"{wanted.name} is closed. To open it: handbell district building reopen NAME")
    if not wanted.replaces:
        return None
    box = boxes.seen(sql, wanted.replaces)
    if box is None or known is None or box.building != known.building:
        says = f"{wanted.name} has no box {wanted.replaces.hex()}. See: handbell district buildings"
        return Refused("not-found", says)
    return None


def _hash(token: str) -> bytes:
    """Give the token's hash, however it was typed: capitals, spaces and dashes do not matter."""
    return sha256("".join(token.upper().split()).replace("-", "").encode()).digest()

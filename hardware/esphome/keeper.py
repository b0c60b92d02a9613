"""Keeps the connection to one device: finds ways to reach it and lets in only whoever has its key. Knows no other device, and not what is
said with it.

A newer session replaces an older one once it has proved the key, and never before. Somebody who only claims the device's name costs a
handshake now and then; presses still come through.
"""

import asyncio
import logging
import random
import socket
import time

from hardware.errors import HardwareError
from hardware.esphome.address import Address
from hardware.esphome.bounded_socket import BoundedSocket, NotReached, reach
from hardware.esphome.charge import Charge, Shared
from hardware.esphome.claims import Claims
from hardware.esphome.named import ENDED_BY_KEY, Named
from hardware.esphome.peer import KEY_BYTES, Failed, Peer
from hardware.esphome.session import Session, unforeseen
from hardware.signals import UNFORESEEN

# On a LAN a device answers within milliseconds or not at all. The next address has to wait for this one.
CONNECT_WITHIN_S = 2.5
AGAIN_FIRST_S = 0.2  # a lost wire is usually back at once
AGAIN_MAX_S = 4.0  # Less than the 5 s after which a button says that its press cannot leave.
# Somebody who refused our key or flooded us will not be right within seconds. Other addresses are tried meanwhile.
SHUN_S = 10.0
SIGHTED_EACH_S = 2.0  # If somebody announces new addresses without end, we follow them no faster than this.
# A broken connection is made again within 5 s. After twice that time without one, the device is lost.
LOST_AFTER_S = 10
ANSWERS_WITHIN_S = 1.5  # A device answers within milliseconds. One that was switched off never answers.
BROKE_FIRST_S = 1.0  # After a fault of ours, a device is tried again after this time ...
# ... then after twice the time before, and at most this. A device whose every word causes a fault costs a handshake a minute.
BROKE_MAX_S = 60.0
ALIVE_S = 13.0  # a board that was heard within this time counts as there (see KEEPALIVE_S)

log = logging.getLogger("handbell.esphome")


class Keeper:
    """Looks after one device while the plan has it. `run` looks for the device; `called` handles a device that dials in. `session` is set
    while the device is here.
    """

    def __init__(self, charge: Charge, shared: Shared) -> None:
        self.charge = charge
        self.session: Session | None = None
        self.last_failure = self._why_away = "nothing is known of where it is, and it has not called"
        self._shared = shared
        self._named = Named(charge.name, charge.hear)
        self._met = shared.book.met(charge.fitting.device)
        self._claims = Claims(self._prove, self._claimed)
        self._found: Address | None = None
        self._sighted_s = 0.0
        self._shunned: dict[Address, float] = {}
        self._shut_until_s = 0.0
        self._wake = asyncio.Event()
        self._again_s = AGAIN_FIRST_S
        self._failures: dict[str, int] = {}
        self._broke_pause_s = BROKE_FIRST_S
        self._came_s = 0.0
        self._lost_timer: asyncio.TimerHandle | None = None

    def sighted(self, address: Address) -> None:
        """Take a hint that the device may be at this address. While the device is away, the hint is tried at once. The newest hint is
        kept, since mDNS does not soon repeat it.
        """
        now_s = time.monotonic()
        if address == self._found:
            return
        self._found = address
        if now_s - self._sighted_s >= SIGHTED_EACH_S:
            self._sighted_s = now_s
            self._again_s = AGAIN_FIRST_S
            self._wake.set()

    def called(self, caller: socket.socket, host: str) -> None:
        """Take a caller that uses the device's name, and let it prove the key, whatever else happens."""
        if time.monotonic() < self._shut_until_s:
            caller.close()
        else:
            self._claims.called(caller, host)

    def second(self, now_s: float) -> None:
        """Let troubles pass whose time is over. Called each second."""
        self._named.pass_by(now_s)

    async def run(self) -> None:
        """Look for the device whenever it is away, until cancelled; then let go of it."""
        try:
            while True:
                self._wake.clear()
                if self.session is None:
                    await self._look_for()
                pause_s = None if self.session is not None else self._pause_s()
                try:
                    async with asyncio.timeout(pause_s):
                        await self._wake.wait()
                except TimeoutError:
                    continue
        except Exception as error:
            self._named.wrong(UNFORESEEN, unforeseen(error).detail, time.monotonic())
            raise
        finally:
            self._let_go()

    # ---- ways to reach it

    async def _look_for(self) -> None:
        self._key()  # report a missing key even if there is no address to try
        for address in self._ways():
            if self.session is not None:
                return
            try:
                wire = await reach(address.host, address.port, CONNECT_WITHIN_S)
                await self._prove(wire, Peer(address))
            except HardwareError as error:
                self.last_failure = str(error)
                self._why_away = error.why if isinstance(error, NotReached) else str(error)
            except Failed as failed:
                self._not_there(address, failed)

    def _ways(self) -> list[Address]:
        """Return where the device may be: as a person typed it, where it proved its key, and where its name was announced."""
        now_s = time.monotonic()
        self._shunned = {way: until_s for way, until_s in self._shunned.items() if now_s < until_s}
        ways = (Address.read(self.charge.fitting.address), self._met.address, self._found)
        return list(dict.fromkeys(way for way in ways if way is not None and way not in self._shunned))

    def _pause_s(self) -> float:
        pause_s, self._again_s = self._again_s, min(self._again_s * 2, AGAIN_MAX_S)
        return pause_s * random.uniform(0.5, 1.0)  # noqa: S311  # spreads a building's buttons, guards nothing

    def _key(self) -> bytes | None:
        key = self.charge.key()
        if key is None or len(key) != KEY_BYTES:
            says = "no key for it" if key is None else f"a key of {len(key)} bytes for it, not of {KEY_BYTES}"
            self._named.wrong("no-key", f"the credential store has {says}", time.monotonic())
            return None
        self._named.right("no-key")
        return key

    def _not_there(self, address: Address, failed: Failed) -> None:
        """Handle an address at which the device was not found. If another device has the address now, the address is a way to that device
        and not to this one.
        """
        if failed.what == "other-device":
            self._shared.sighted(failed.name, address)
            if self._found == address:
                self._found = None
            if self._met.address == address:
                self._met.where = ""
            if Address.read(self.charge.fitting.address) != address:
                return
        if failed.what in ("refused", "not-ours", UNFORESEEN):
            self._shunned[address] = time.monotonic() + SHUN_S
        self._disbelieve(failed, Peer(address))

    # ---- proof of the key

    async def _prove(self, wire: BoundedSocket, peer: Peer) -> None:
        """Let in a caller that has the device's key. Owns the wire. Raises Failed if the caller has not, or is not the right kind of
        device.
        """
        key = self._key()
        if key is None:
            wire.close()
            raise Failed("no-key", "the credential store has no key for it")
        session = await Session.prove(wire, key, self.charge.fitting.device, peer, self.charge.wants)
        self._take(session)

    async def _claimed(self, failed: Failed, peer: Peer) -> None:
        """Handle a caller that used the device's name and did not prove its key. If the device itself answers, the caller is an impostor;
        otherwise it may be the device.
        """
        session = self.session
        if session is None or not await session.answers(ANSWERS_WITHIN_S):
            self._disbelieve(failed, peer)
        elif failed.what in ("refused", "garbled"):
            self._named.wrong("name-claimed", f"at {peer}: {failed.detail}", time.monotonic())

    def _disbelieve(self, failed: Failed, peer: Peer) -> None:
        """Report what was seen, since this is why the device is away."""
        self.last_failure, self._why_away = f"at {peer}: {failed.detail}", failed.detail
        log.info("%s: %s", self.charge.name, self.last_failure)
        self._failures[failed.what] = times = self._failures.get(failed.what, 0) + 1
        if failed.what and times >= failed.times:
            self._named.wrong(failed.what, self.last_failure, time.monotonic())

    def _take(self, session: Session) -> None:
        """Take a session that has proved the key: from now on this is the device."""
        older, self.session = self.session, session
        other_board = self._know_board(session, older)
        if older is not None:
            older.close()
        if self._lost_timer is not None:
            self._lost_timer.cancel()
            self._lost_timer = None
        self._failures.clear()
        self._again_s = AGAIN_FIRST_S
        self._named.right(*ENDED_BY_KEY)
        self._came_s = time.monotonic()
        try:
            said = self.charge.begin(session, self._named, self._met, other_board=other_board)
            session.listen(said, lambda why: self._ended(session, why))
        except Exception as error:
            log.exception("%s could not be begun with", self.charge.name)
            session.close()
            self._ended(session, unforeseen(error))

    def _know_board(self, session: Session, older: Session | None) -> bool:
        """Remember the board behind the key, and return whether it is another board. The key identifies the device. If the MAC changed,
        the board was swapped, or there are two.
        """
        now_s = time.monotonic()
        known, self._met.mac = self._met.mac, session.mac
        here, met = session.peer.address, self._met.address
        # otherwise the port is already known, and this call does not tell it
        if not session.peer.called or met is None or met.host != here.host:
            self._met.where = str(here)
        other = bool(known) and known != session.mac
        if older is not None and other and now_s - older.heard_s < ALIVE_S:
            says = f"boards {older.mac} at {older.peer} and {session.mac} at {session.peer} both have its name and key"
            self._named.wrong("two-boards", says, now_s)
        elif other and "two-boards" not in self._named:
            self._named.happened("swapped-board", f"it was board {known} and is now {session.mac}")
        return other

    def _ended(self, session: Session, why: Failed) -> None:
        """Note that a session ended. If a newer session has already replaced it, this is no news."""
        if self.session is not session:
            return
        self.session = None
        self.charge.end()
        self.last_failure, self._why_away = f"at {session.peer}: {why.detail}", why.detail
        log.info("%s is gone, %s", self.charge.name, self.last_failure)
        if why.what in ("flooding", "garbled", UNFORESEEN):
            self._named.wrong(why.what, why.detail, time.monotonic())
        if why.what == UNFORESEEN:
            self._leave_alone(session.peer.address)
        if why.what == "flooding":
            self._shut_until_s = self._shunned[session.peer.address] = time.monotonic() + SHUN_S
        self._lost_timer = asyncio.get_running_loop().call_later(LOST_AFTER_S, self._lost)
        self._wake.set()

    def _leave_alone(self, address: Address) -> None:
        """Wait before the next try, after a fault of ours with this device. The pause doubles each time, unless all went well for as long
        as the longest pause. Only a device that proved its key can cause this, so nobody else can keep a device out.
        """
        now_s = time.monotonic()
        if now_s - self._came_s > BROKE_MAX_S:
            self._broke_pause_s = BROKE_FIRST_S
        self._shut_until_s = self._shunned[address] = now_s + self._broke_pause_s
        self._broke_pause_s = min(2 * self._broke_pause_s, BROKE_MAX_S)

    def _lost(self) -> None:
        if not any(what in self._named for what in ENDED_BY_KEY):  # one cause is only one trouble
            # with its address, for a person who knows what that means
            log.info("%s is lost: %s", self.charge.name, self.last_failure)
            says = f"its connection has been gone for {LOST_AFTER_S} s: {self._why_away}. Check its power and network."
            self._named.wrong("lost", says, time.monotonic())

    def _let_go(self) -> None:
        if self._lost_timer is not None:
            self._lost_timer.cancel()
        self._claims.close()
        session, self.session = self.session, None
        if session is not None:
            self.charge.end()
            session.close()

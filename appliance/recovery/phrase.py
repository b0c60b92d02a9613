"""Keeps the recovery phrase for which this box seals, as its public half. The line has checked whoever asks; no phrase ever comes here."""

from appliance.core.district.commands import NoteRecovery
from appliance.core.district.events import RecoveryChecked, RecoveryKeySet
from appliance.engine.engine import Engine
from appliance.envelope.hybrid import KeyBytesError, PublicKey
from appliance.recovery.bundling import Bundling

NO_PHRASE = "This box has no recovery phrase yet. Make one: handbell recovery renew"
ANOTHER = "These are words of a recovery phrase, but not of this building's."


class Phrase:
    """The phrase in use; one for the daemon. `by` says in words who asked."""

    def __init__(self, engine: Engine, bundling: Bundling) -> None:
        self._engine = engine
        self._bundling = bundling

    @property
    def public(self) -> bytes:
        """The public half of the phrase in use, empty if there is none."""
        key = self._engine.board.recovery.key
        return key.event.public if key is not None else b""

    async def use(self, public: bytes, by: str, vouched: bytes = b"") -> str:
        """Seal for this phrase from now on. Say why not; empty if it is done. `vouched`: the signature made where the phrase was typed,
        empty if nobody typed it.
        """
        try:
            PublicKey.from_bytes(public)
        except KeyBytesError as wrong:
            return f"That is no public half of a recovery phrase: {wrong}."
        new = await self._bundling.vouch(vouched)
        if public != self.public:
            await self._engine.submit(NoteRecovery(fact=RecoveryKeySet(by=by, public=public))).spoken
            new = True
        if new:
            await self._bundling.make()
        return ""

    async def check(self, public: bytes, by: str, vouched: bytes = b"") -> str:
        """Check whether this is the phrase in use. Say why not; empty if it is. Either result makes an entry."""
        if not self.public:
            return NO_PHRASE
        right = public == self.public
        await self._engine.submit(NoteRecovery(fact=RecoveryChecked(by=by, right=right))).spoken
        if right and await self._bundling.vouch(vouched):
            await self._bundling.make()
        return "" if right else ANOTHER

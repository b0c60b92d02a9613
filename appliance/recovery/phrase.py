"""Which recovery phrase this box seals for, by its public half. Whoever asks was let in by the line; no phrase ever comes here."""

from appliance.core.district.commands import NoteRecovery
from appliance.core.district.events import RecoveryChecked, RecoveryKeySet
from appliance.engine.engine import Engine
from appliance.envelope.hybrid import KeyBytesError, PublicKey
from appliance.recovery.bundling import Bundling

NO_PHRASE = "This box has no recovery phrase yet. Make one: handbell recovery renew"
ANOTHER = "These are words of a recovery phrase, but not of this building's."


class Phrase:
    """One for the daemon. `by` is who asked, in words."""

    def __init__(self, engine: Engine, bundling: Bundling) -> None:
        self._engine = engine
        self._bundling = bundling

    @property
    def public(self) -> bytes:
        """Of the phrase in use, empty where there is none."""
        key = self._engine.board.recovery.key
        return key.event.public if key is not None else b""

    async def use(self, public: bytes, by: str, vouched: bytes = b"") -> str:
        """Seal for this one from now on; why not, empty when it is done. `vouched`: by who typed it, empty where nobody did."""
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
        """Whether this is the one; why not, empty when it is. Either is an entry."""
        if not self.public:
            return NO_PHRASE
        right = public == self.public
        await self._engine.submit(NoteRecovery(fact=RecoveryChecked(by=by, right=right))).spoken
        if right and await self._bundling.vouch(vouched):
            await self._bundling.make()
        return "" if right else ANOTHER

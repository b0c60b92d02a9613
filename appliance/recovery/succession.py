"""Makes the signed statements that tell the district which box may follow this one, and which box this one followed, from the record."""

from appliance.core.board import Board
from appliance.core.district.events import BoxReplaced
from appliance.envelope.deposit import Signed
from appliance.envelope.statements import SuccessionKey
from appliance.vault.vault import Vault


def key_named(board: Board, vault: Vault) -> Signed | None:
    """Sign the key that names the next box with this device's key; None until a recovery bundle has that key."""
    public = board.recovery.succession
    if not public:
        return None
    statement = SuccessionKey(vault.building, vault.box, public).pack()
    return Signed(statement, vault.device_public, vault.sign(statement))


def proof(board: Board) -> Signed | None:
    """Give the proof that this box follows on another, signed with the key which that box had named; None if there is no such proof."""
    replaced = board.recovery.replaced
    return None if replaced is None else _signed(replaced.event)


def earlier_proofs(board: Board) -> tuple[Signed, ...]:
    """Give the same proofs of the boxes before this one, oldest first, as far as they exist: the entries of those boxes are in the
    record, too.
    """
    found = (_signed(each) for each in board.recovery.replaced_before)
    return tuple(each for each in found if each is not None)


def _signed(event: BoxReplaced) -> Signed | None:
    return Signed(event.statement, event.key, event.signature) if event.statement else None

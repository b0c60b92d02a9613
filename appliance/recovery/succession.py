"""Which box may follow this one, and which this one followed, as the district is told: signed statements, of what the record says."""

from appliance.core.board import Board
from appliance.core.district.events import BoxReplaced
from appliance.envelope.deposit import Signed
from appliance.envelope.statements import SuccessionKey
from appliance.vault.vault import Vault


def key_named(board: Board, vault: Vault) -> Signed | None:
    """The key that names whoever follows, signed by this device; None before there is a recovery bundle that has it."""
    public = board.recovery.succession
    if not public:
        return None
    statement = SuccessionKey(vault.building, vault.box, public).pack()
    return Signed(statement, vault.device_public, vault.sign(statement))


def proof(board: Board) -> Signed | None:
    """That this box follows on another, signed with the key which that one had named; None where there is no such proof."""
    replaced = board.recovery.replaced
    return None if replaced is None else _signed(replaced.event)


def earlier_proofs(board: Board) -> tuple[Signed, ...]:
    """The same of the boxes before this one, oldest first, as far as there are such proofs: their entries are in the record, too."""
    found = (_signed(each) for each in board.recovery.replaced_before)
    return tuple(each for each in found if each is not None)


def _signed(event: BoxReplaced) -> Signed | None:
    return Signed(event.statement, event.key, event.signature) if event.statement else None

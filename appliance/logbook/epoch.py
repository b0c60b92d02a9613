"""Makes the signed entry with which an epoch begins. Knows the statement and the device key; does not decide when an epoch begins."""

from appliance.core.devices.rank import TIMED_RANK_MAX, next_rank
from appliance.core.ground.events import EpochStarted
from appliance.envelope import format as layout
from appliance.logbook.remembering import Remembered
from appliance.vault.vault import Vault


def rank_of_start(remembered: Remembered, kept: int, *, replacing: bool = False) -> int:
    """Give the rank of this start: above the one `kept` beside the keys (0 for none), and above what the record tells.

    Keys without a record were brought back: they may be old, like the keys of a box that is `replacing` another. If a record was lost and
    no rank is kept, it was lost under a release that took ranks from the time. Then this start goes above all of those.
    """
    had_a_record = remembered.parent is not None or remembered.set_aside is not None
    known = [remembered.epoch_rank, kept]
    if had_a_record and not any(known):
        known.append(TIMED_RANK_MAX)
    brought_back = kept > 0 and remembered.parent is None and not remembered.epoch_rank
    return next_rank(known, replacing=replacing or brought_back)


def start_entry(
    vault: Vault,
    remembered: Remembered,
    *,
    epoch: str,
    epoch_rank: int,
    plan_digest: str,
    clock_trusted: bool,
    recipients_version: int = 0,
) -> EpochStarted:
    """Make the start entry of this run, signed over every field but the signature.

    `epoch_rank` rises with every epoch, also if the history was lost, so that a button can refuse an older box.
    """
    unsigned = EpochStarted(
        epoch=epoch,
        epoch_rank=epoch_rank,
        device_key=vault.device_public.hex(),
        parent=remembered.parent,
        reason="; ".join((*remembered.troubles, *remembered.unreadable))
        or ("restart" if remembered.parent else "first start"),
        plan_digest=plan_digest,
        recipients_version=recipients_version,
        clock="trusted" if clock_trusted else "untrusted",
        calls_so_far=remembered.calls_so_far,
    )
    signature = vault.sign(layout.epoch_statement(vault.building, vault.box, unsigned))
    return _signed(unsigned, signature)


def _signed(unsigned: EpochStarted, signature: bytes) -> EpochStarted:
    fields = {name: getattr(unsigned, name) for name in unsigned.__struct_fields__}
    return EpochStarted(**{**fields, "signature": signature.hex()})

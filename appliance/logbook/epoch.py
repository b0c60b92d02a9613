"""The signed entry an epoch begins with. Knows the statement and the device key; when to begin is decided elsewhere."""

from appliance.core.events import EpochStarted
from appliance.envelope import format as layout
from appliance.logbook.remembering import Remembered
from appliance.vault.vault import Vault


def start_entry(
    vault: Vault,
    remembered: Remembered,
    *,
    epoch: str,
    plan_digest: str,
    clock_trusted: bool,
    wall_ms: int,
    recipients_version: int = 0,
) -> EpochStarted:
    """The start entry of this run, signed over every field but the signature.

    `epoch_rank` rises with every epoch, also over a lost history (seconds of the wall clock), so that a button can refuse an older box.
    """
    unsigned = EpochStarted(
        epoch=epoch,
        epoch_rank=max(remembered.epoch_rank + 1, wall_ms // 1000 if clock_trusted else 0),
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

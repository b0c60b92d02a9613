"""Says what may be wrong with a serial line, and what a person does about it. Pure; knows no family.

A text may be put after a detail, so it begins with a small letter and ends without a full stop.
"""

from collections.abc import Mapping
from typing import Final

MISSING: Final = "missing"
REFUSED: Final = "refused"
SILENT: Final = "silent"
GARBLED: Final = "garbled"
OTHER: Final = "other"

_MEANWHILE: Final = "until it is back, nobody hears what hangs on it: use the phones in those rooms"

FAULTS: Mapping[str, str] = {
    f"line-{MISSING}": f"see whether its plug is in and its device has power, or its network; {_MEANWHILE}",
    f"line-{REFUSED}": f"end the other program or borrower that has it, or correct its port or pin in the plan; {_MEANWHILE}",
    f"line-{SILENT}": f"see whether its device has power and its cable is whole; {_MEANWHILE}",
    f"line-{GARBLED}": f"its speed in the plan is not that of the device, or there is noise on the cable; {_MEANWHILE}",
    f"line-{OTHER}": "another device answers there than before: ask who changed it, see that the plan is still right, then test one "
    "button of it",
}
"""By kind and word. Families report `line-other`, since only they know what answers."""

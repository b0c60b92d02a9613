"""How long a record stays open at a desk where nobody types. Pure."""

UNATTENDED_MS = 300_000
"""As the box does it (`appliance.doors.console.sitting.IDLE_S`): whoever went away is not read over the shoulder."""
WARNED_MS = 60_000
"""Before that. Ours: long enough to put the telephone down."""

"""How long a record stays open at a desk where nobody types. Pure."""

UNATTENDED_MS = 300_000
"""As long as in the box (`appliance.doors.sitting.sitting.IDLE_S`). Nobody shall read the record of a person who went away."""
WARNED_MS = 60_000
"""A screen warns so long before. Ours: long enough to put the telephone down."""

"""Says in sentences what speaks against going on with a record that lies ready: a person reads it, and says yes or no. Pure."""

from datetime import UTC, datetime
from itertools import zip_longest

from appliance.plan.mistakes import counted
from appliance.restoring.restoring import Restored

UNVOUCHED = (
    "Nobody had typed the phrase at the box of this copy, so nothing but the place it lies at says that it is that box's. If somebody else"
    " had the stick, ask the safety office first."
)


def doubts(done: Restored) -> list[str]:
    """Give the doubts; empty if there are none."""
    found = []
    if done.used_by:
        users = ", ".join(_user(box, ms) for box, ms in zip_longest(done.used_by, done.used_ms, fillvalue=0))
        found.append(
            f"This copy was fetched before: {users}. If that box is in use, do not go on here: buttons would obey both."
        )
    if done.older:
        found.append(
            f"A newer recovery bundle than the one that opens (number {done.older}) belongs to this copy and cannot be used. So"
            f" {counted(done.unread, 'record')} of what came last cannot be read; all else is there. Try the copy at another place first."
        )
    return found


def _user(box: str | int, ms: str | int) -> str:
    who = "by hand" if not str(box).strip("0") else f"for box {str(box)[:8]}"
    return f"{who} at {datetime.fromtimestamp(int(ms) / 1000, UTC):%Y-%m-%d %H:%M} UTC" if ms else who

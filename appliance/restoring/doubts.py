"""What speaks against going on with a record that lies ready, in sentences: a person reads it, and says yes or no. Pure."""

from appliance.plan.mistakes import counted
from appliance.restoring.restoring import Restored


def doubts(done: Restored) -> list[str]:
    """Empty where nothing does."""
    found = []
    if done.used_by:
        boxes = ", ".join(each[:8] for each in done.used_by)
        found.append(f"This copy was used before, by box {boxes}. Only one of the two may stay in the building.")
    if done.older:
        found.append(
            f"A newer recovery bundle than the one that opens (number {done.older}) belongs to this copy and cannot be used. So"
            f" {counted(done.unread, 'record')} of what came last cannot be read; all else is there. Try the copy at another place first."
        )
    return found

"""Keeps how far each message came."""

from collections.abc import Container

from hardware.ports import MessageState

FORGOTTEN_AFTER = 256
"""Ids of messages that left `say` and are still known, so that none is said twice, and so that a late answer finds its message. Each open
call has a few messages, and a busy school day has a few dozen calls.
"""


class States(dict[str, MessageState]):
    """Message → how far it came, as it was reported: every message that is wanted, and the newest that were."""

    def forget_all_but(self, wanted: Container[str]) -> None:
        """Forget the oldest of those that are not wanted any more, so that `FORGOTTEN_AFTER` of them stay."""
        left = [each for each in self if each not in wanted]
        for each in left[: max(0, len(left) - FORGOTTEN_AFTER)]:
            del self[each]

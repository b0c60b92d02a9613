"""Names what can go wrong with the record; each error asks for another action. Knows no SQLite."""


class LogbookError(Exception):
    """Base of everything the logbook raises on purpose."""


class NotKept(LogbookError):
    """A batch did not reach the disk. Reopen, verify, and write the identical bytes again."""


class Damaged(LogbookError):
    """The file is no logbook to which we can go on writing: set it aside and begin anew. The text says what was found."""


class Busy(LogbookError):
    """Another process owns the logbook: the daemon is running; ask it instead."""

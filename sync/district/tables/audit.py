"""Keeps the audit log, who did what and when, in a table to which lines are only added. Nothing of what entries hold; reading a receipt
leaves no line.
"""

from sync.administration import Audit, AuditLine
from sync.district.store import Sql


def add(sql: Sql, now_ms: int, who: str, what: str, about: str) -> None:
    """Add a line, in the transaction of the act that it tells of."""
    sql.run(
        "INSERT INTO audit (n, at_ms, who, what, about) VALUES (?, ?, ?, ?, ?)",
        next_of(sql, "audit"),
        now_ms,
        who,
        what,
        about,
    )


def lines(sql: Sql, after: int, limit: int) -> Audit:
    """Give the lines after this number, oldest first."""
    rows = sql.all("SELECT n, at_ms, who, what, about FROM audit WHERE n > ? ORDER BY n LIMIT ?", after, limit)
    return Audit(tuple(AuditLine(*row) for row in rows))


def next_of(sql: Sql, counter: str, count: int = 1) -> int:
    """Take the next `count` numbers of a kind, and give the first. They are in the order in which transactions end, because a transaction
    holds the counter until its end.
    """
    row = sql.one("UPDATE counter SET n = n + ? WHERE name = ? RETURNING n", count, counter)
    assert row is not None  # the counter was made with the tables
    return int(row[0]) - count + 1


def last_of(sql: Sql, counter: str) -> int:
    """Give the last number of a kind that was taken; 0 before the first."""
    row = sql.one("SELECT n FROM counter WHERE name = ?", counter)
    assert row is not None  # the counter was made with the tables
    return int(row[0])

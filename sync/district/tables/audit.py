"""Who did what when: a table that is only added to. Nothing of content, and no read of a receipt."""

from sync.administration import Audit, AuditLine
from sync.district.store import Sql


def add(sql: Sql, now_ms: int, who: str, what: str, about: str) -> None:
    """One line, in the transaction of what it tells of."""
    sql.run(
        "INSERT INTO audit (n, at_ms, who, what, about) VALUES (?, ?, ?, ?, ?)",
        next_of(sql, "audit"),
        now_ms,
        who,
        what,
        about,
    )


def lines(sql: Sql, after: int, limit: int) -> Audit:
    """Lines after the one named, oldest first."""
    rows = sql.all("SELECT n, at_ms, who, what, about FROM audit WHERE n > ? ORDER BY n LIMIT ?", after, limit)
    return Audit(tuple(AuditLine(*row) for row in rows))


def next_of(sql: Sql, counter: str, count: int = 1) -> int:
    """The first of the next `count` numbers of a kind, in the order in which transactions end: the counter is theirs until then."""
    row = sql.one("UPDATE counter SET n = n + ? WHERE name = ? RETURNING n", count, counter)
    assert row is not None  # made with the tables
    return int(row[0]) - count + 1


def last_of(sql: Sql, counter: str) -> int:
    """The last number of a kind that was given; 0 before the first."""
    row = sql.one("SELECT n FROM counter WHERE name = ?", counter)
    assert row is not None  # made with the tables
    return int(row[0])

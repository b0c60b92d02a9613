"""What administrators see of the boxes: when, how far, how much. Nothing of content."""

from appliance.envelope.deposit import HeadTold
from sync.district.ledger import boxes, forks
from sync.district.store import Sql
from sync.protocol import BoxSeen, Fleet

VERSION_LEN_MAX = 40


def check_in(sql: Sql, box_id: bytes, countersigned: int, backlog: int, version: str, now_ms: int) -> HeadTold:
    """A box asks for its head, and says how far its receipts go, how much waits there, and what it runs."""
    box = boxes.locked(sql, box_id)
    if box is not None:
        sql.run(
            "UPDATE box SET seen_ms = ?, backlog = ?, version = ? WHERE box = ?",
            now_ms,
            backlog,
            version[:VERSION_LEN_MAX],
            box_id,
        )
        if countersigned > box.number:
            forks.server_was_rolled_back(sql, box, countersigned, now_ms)
    return boxes.head(sql, box_id)


def fleet(sql: Sql, now_ms: int) -> Fleet:
    """Every box, and the buildings a token waits for."""
    rows = sql.all(
        "SELECT x.building, b.name, x.box, x.state, x.number, x.seen_ms, x.backlog, x.version, x.kept_bytes, x.until_ms"
        " FROM box x JOIN building b ON b.building = x.building ORDER BY b.name, x.enrolled_ms"
    )
    waiting = sql.all("SELECT name FROM token WHERE used_ms = 0 AND until_ms >= ? ORDER BY name", now_ms)
    seen = tuple(BoxSeen(row[0].hex(), row[1], row[2].hex(), *row[3:]) for row in rows)
    return Fleet(seen, tuple(name for (name,) in waiting))

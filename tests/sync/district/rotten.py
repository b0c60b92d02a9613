"""Flips bits in rows of a district's store, of either kind, and counts how many bytes the store has of a building."""

from sync.district.store import Sql

# What may rot in each table: the columns by which a row is found, and the columns with its contents.
ROWS = {
    "entry": ("box, number", ("entry", "digest")),
    "side_entry": ("box, place", ("entry",)),
    "wrap": ("building, place, number", ("wrap",)),
    "receipt": ("box, place", ("statement", "signature")),
}
LENGTHS = {
    "entry": "length(entry) + length(digest)",
    "side_entry": "length(entry) + length(digest)",
    "wrap": "length(wrap) + length(digest) + length(stream) + length(recipient)",
    "receipt": "length(statement) + length(key) + length(signature)",
}


def flip(sql: Sql, table: str, row: int, column: int, at: int) -> tuple[bytes, set[int]]:
    """Flip one bit of one row, chosen by these numbers. Give the row's building and the entries that it tells of; in an empty table,
    nothing.
    """
    keys, columns = ROWS[table]
    name = columns[column % len(columns)]
    found = sql.all(f"SELECT building, {keys}, {name} FROM {table} ORDER BY {keys}")
    if not found:
        return b"", set()
    building, *key, data = found[row % len(found)]
    flipped = bytearray(data)
    flipped[at % len(data)] ^= 1 << at % 8
    where = " AND ".join(f"{each} = ?" for each in keys.split(", "))
    numbers = _numbers_of(sql, table, where, key)
    sql.run(f"UPDATE {table} SET {name} = ? WHERE {where} AND {name} = ?", bytes(flipped), *key, data)
    return building, numbers


def counted_and_kept(sql: Sql, building: bytes) -> tuple[int, int]:
    """Give how many bytes the store says that the building's boxes have brought, and how many bytes there are of the building."""
    counted = sql.one("SELECT sum(kept_bytes) FROM box WHERE building = ?", building)
    sums = (f"SELECT coalesce(sum({lengths}), 0) FROM {table} WHERE building = ?" for table, lengths in LENGTHS.items())
    kept = [sql.one(each, building) for each in sums]
    return int((counted or (0,))[0]), sum(int((each or (0,))[0]) for each in kept)


def _numbers_of(sql: Sql, table: str, where: str, key: list[object]) -> set[int]:
    match table:
        case "entry":
            ((last, count),) = sql.all(f"SELECT number, count FROM entry WHERE {where}", *key)
            return set(range(last - count + 1, last + 1))
        case "side_entry" | "wrap":
            return {number for (number,) in sql.all(f"SELECT number FROM {table} WHERE {where}", *key)}
    return set()

"""What Litestream is told, as the text of its settings. Pure.

JSON is YAML, and leaves nothing to quote by hand. Both databases move only when we ask (`monitor-interval`): wraps must be at the target
before the entries that need them.
"""

import msgspec

NEVER = "8760h"  # Litestream has no word for it: a year
SNAPSHOT_EVERY = "24h"
KEPT_FOR = "24h"  # of history
SHUTDOWN = "2s"  # instead of 30: a target that hangs must not hold up the end


class Database(msgspec.Struct, frozen=True):
    """A database's path, and where it goes (`Target.litestream`)."""

    path: str
    goes: dict[str, object]


def settings_text(databases: tuple[Database, ...], control: str) -> bytes:
    """The file; it may hold a password, so it is for nobody else to read."""
    return msgspec.json.encode(
        {
            "shutdown-sync-timeout": SHUTDOWN,
            "snapshot": {"interval": SNAPSHOT_EVERY, "retention": KEPT_FOR},
            "l0-retention": "5m",
            "socket": {"enabled": True, "path": control, "permissions": 0o600},
            "logging": {"type": "json", "level": "warn", "stderr": True},
            "dbs": [
                {
                    "path": each.path,
                    "busy-timeout": "5s",
                    "monitor-interval": NEVER,
                    "replica": {**each.goes, "sync-interval": "1s"},
                }
                for each in databases
            ],
        }
    )

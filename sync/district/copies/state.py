"""What a server must remember of its store's copy between runs. Losing it costs a new generation, and nothing else."""

from sync.replica.runs import Runs


class State(Runs):
    """Ids in hex. `txid`: at least so far it was proved. `inode`: of the store, since another file is another store to Litestream."""

    store: str = ""
    generation: str = ""
    txid: int = 0
    inode: int = 0

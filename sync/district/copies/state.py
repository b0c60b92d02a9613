"""Keeps what a server must remember of its store's copy between runs. Losing it costs a new generation, and nothing else."""

from sync.replica.runs import Runs


class State(Runs):
    """What is remembered; ids in hex. `txid`: up to where the copy was proved, at least. `inode`: of the store's file, because another file
    is another store to Litestream.
    """

    store: str = ""
    generation: str = ""
    txid: int = 0
    inode: int = 0

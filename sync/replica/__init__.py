"""The replica: keeps a second copy of the sealed record, on a stick, a second card or elsewhere. Opens no record, decides nothing.

`proving.py` says what a copy is, and when it counts as proved. Litestream, a child process, writes it (`child.py`).
"""

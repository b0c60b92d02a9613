"""The replica: keeps a second copy of the sealed record, on a stick, a second card or elsewhere. Opens no record, decides nothing.

What a copy is, and when it counts as proved: `proving.py`. Who writes it: Litestream, a child process (`child.py`).
"""

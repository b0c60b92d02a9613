"""Seals and opens entries. `format` alone needs no key: the district may import nothing else."""

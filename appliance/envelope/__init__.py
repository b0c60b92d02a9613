"""How an entry is sealed and opened. `format` alone needs no key: it is all the district may import."""

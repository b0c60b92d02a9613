"""How an entry is sealed and opened (design section 5). `format` alone needs no key: it is all the district may import."""

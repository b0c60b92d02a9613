"""Quotes what the process of the phones says in words, so that nobody takes it for words of the box. Pure."""

CHARACTERS_MAX = 160  # two lines of a desk; the process's own sentences are shorter


def quoted(why: str) -> str:
    """Give what follows a sentence of the box; nothing if nothing was said. Only printable ASCII is passed on: a sentence of the
    process is English, and no sign may move the cursor of a desk or look like another.
    """
    plain = " ".join("".join(each if " " <= each <= "~" else " " for each in why).replace('"', "'").split())
    return f' Told by the phones: "{plain[:CHARACTERS_MAX]}".' if plain else ""

"""A sentence that somebody else had a part in, fit to be shown: nothing in it moves a terminal's cursor, and it ends between two words."""


def fit(text: str, characters_max: int) -> str:
    """The text; one that is too long in whole words as far as they fit, and "…" says that there was more."""
    seen = text[: characters_max + 1]  # of what may be without end
    shown = "".join(letter if letter.isprintable() else " " for letter in seen)
    if len(shown) <= characters_max:
        return shown
    cut = shown[: characters_max - 1]
    words = cut if shown[characters_max - 1] == " " else cut.rpartition(" ")[0]
    return f"{words.rstrip() if len(words) >= characters_max // 2 else cut}…"

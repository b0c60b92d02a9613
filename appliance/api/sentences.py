"""Makes a sentence fit to be shown, if somebody else had a part in it: nothing in it moves a terminal's cursor, and it ends between two
words.
"""


def fit(text: str, characters_max: int) -> str:
    """Give the text. If it is too long, give as many whole words as fit, and "…" to say that there was more."""
    seen = text[: characters_max + 1]  # the text may be very long, so look only at its beginning
    shown = "".join(letter if letter.isprintable() else " " for letter in seen)
    if len(shown) <= characters_max:
        return shown
    cut = shown[: characters_max - 1]
    words = cut if shown[characters_max - 1] == " " else cut.rpartition(" ")[0]
    return f"{words.rstrip() if len(words) >= characters_max // 2 else cut}…"

"""Makes the short code by which a reporter comes back to their own account: "7KQ2-M9XD". Pure; keeps no code and checks none.

The code that checks one hashes it slowly (`appliance.vault.slow_hash`) and makes wrong tries wait (`appliance.doors.sitting.tries`).
"""

from appliance.record import crockford

RANDOM_LEN = 5
"""5 bytes are 40 bits, and so eight letters. At one try each 30 s, half of all codes of one record take half a million years."""
LETTERS = 8
_GROUP = 4  # people read out a number in groups like this


def written(random: bytes) -> str:
    """Write the code of `RANDOM_LEN` bytes from the operating system in the form that is shown. It is shown once, and kept nowhere."""
    if len(random) != RANDOM_LEN:
        raise ValueError(f"a code is made of {RANDOM_LEN} bytes, not of {len(random)}")
    letters = crockford.encode(random)
    return f"{letters[:_GROUP]}-{letters[_GROUP:]}"


def normalised(typed: str) -> str | None:
    """Bring what somebody typed into the form that was shown, which is the form that is hashed. Give None if it cannot be a code (see
    `why_not`).
    """
    random = crockford.decode(typed)
    return written(random) if random is not None and len(random) == RANDOM_LEN else None


def why_not(typed: str) -> str:
    """Say why the typed text cannot be a code, and what to do; empty if it can be one."""
    letters = crockford.tidied(typed)
    strange = sorted({letter for letter in letters if letter not in crockford.ALPHABET})
    if strange:
        return f"No code has {strange[0]!r} in it. It is eight letters and digits, as on your receipt: 7KQ2-M9XD."
    if len(letters) != LETTERS:
        return f"A code has {LETTERS} letters and digits; these are {len(letters)}. Look at your receipt again."
    return ""

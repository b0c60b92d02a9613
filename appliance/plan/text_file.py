"""Reads a text file that a person made, or says why it cannot be read. Knows nothing about its contents."""

from pathlib import Path

from appliance.plan.mistakes import Mistake


def read_text(file: Path, bytes_max: int, too_long: Mistake) -> str | Mistake:
    """Give the text of a file, or a mistake if it is missing, no file, no text, or longer than `bytes_max`."""
    try:
        with file.open("rb") as opened:
            raw = opened.read(bytes_max + 1)
        # "utf-8-sig": Windows editors begin a UTF-8 file with a mark that means nothing
        return raw.decode("utf-8-sig") if len(raw) <= bytes_max else too_long
    except FileNotFoundError:
        return Mistake("", 1, "There is no such file.", "Check the name and the folder you are in.")
    except IsADirectoryError:
        return Mistake("", 1, "This is a folder, not a file.", "Give the name of the file in it.")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return Mistake("", line, "This is not text in UTF-8.", "Save the file with the encoding UTF-8.")
    except OSError as error:
        return Mistake("", 1, f"The file cannot be read ({error.strerror}).", "Check that you may read it.")

"""The printer of this machine, where it has one. Knows no record."""

import asyncio
import shutil

NO_PRINTER = "No printer is set up here. Ask whoever keeps this computer, or write it to a file."
_WITHIN_S = 10.0
"""`lp` only hands over; one that takes longer waits for something nobody at the desk can see."""


def printer() -> str:
    """The program that prints here, empty where there is none."""
    return shutil.which("lp") or ""


async def send(document: bytes, title: str) -> str:
    """Print it. What became of that, in a sentence; the title stands in the printer's queue and names nobody."""
    program = printer()
    if not program:
        return f"! {NO_PRINTER}"
    process = await asyncio.create_subprocess_exec(
        program,
        "-t",
        title,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(_WITHIN_S):
            _, complaint = await process.communicate(document)
    except TimeoutError:
        process.kill()
        await process.wait()
        return "! The printer did not take it within 10 s. Look whether it is on."
    if process.returncode:
        return f"! The printer refused it: {complaint.decode(errors='replace').strip()[:120]}"
    return "Sent to the printer."

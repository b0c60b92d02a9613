"""Tests what the console loads while nobody asks for it: on a Pi it runs beside the alert daemon."""

import subprocess
import sys

import pytest


@pytest.mark.slow
def test_what_makes_a_pdf_or_a_chart_is_not_loaded_before_somebody_wants_one() -> None:
    heavy = "{'fpdf', 'PIL', 'fontTools', 'aiohttp', 'cryptography', 'plotext'}"
    asked = [sys.executable, "-c", f"import sys, tui.app, tui.command; print({heavy} & set(sys.modules))"]
    assert subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip() == "set()"

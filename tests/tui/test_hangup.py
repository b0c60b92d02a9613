"""Tests that a terminal that is gone is told from one at which nobody types."""

import os
import pty

from tui.hangup import gone


def test_a_terminal_is_gone_once_its_window_is_closed():
    window, inside = pty.openpty()
    assert not gone(inside)
    os.write(window, b"typed\n")
    assert not gone(inside)
    assert os.read(inside, 100) == b"typed\n"
    os.close(window)
    assert gone(inside)
    os.close(inside)

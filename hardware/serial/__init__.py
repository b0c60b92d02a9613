"""The keeper of serial lines: opens them, notices what befalls them, and comes back. Knows bytes, and no frame of any family."""

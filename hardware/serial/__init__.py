"""Keeps serial lines open: opens them, notices when they break, and opens them again. Knows bytes, and no frame of any family."""

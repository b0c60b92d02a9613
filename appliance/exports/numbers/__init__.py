"""Makes the pages of how soon help came: in words, as bars, and in tables."""

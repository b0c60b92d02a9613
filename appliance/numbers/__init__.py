"""Makes figures of how soon help came, out of which nobody can find a small group of calls."""

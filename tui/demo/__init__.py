"""`handbell demo`: a pretend school in a folder of its own, with the real daemon, the real desk line and real kills."""

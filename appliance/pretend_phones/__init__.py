"""Pretends desk phones and their phone system at the door of the alert daemon, for tests and the demo: no SIP, no sound."""

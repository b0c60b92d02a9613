"""Pretend desk phones for the demo and for tests: the line to the alert daemon is real, the phone system is not. Never on a box."""

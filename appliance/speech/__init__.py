"""Says in which recorded phrases Handbell speaks: what must be spoken for a plan, and of which clips a sentence is made. Pure."""

"""Defines what the alert daemon and the process of the desk phones say to each other. Knows no plan, no socket and no SIP."""

"""Defines what the alert daemon and the process of the pages say to each other. Knows no plan and no socket."""

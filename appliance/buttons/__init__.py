"""Holds `handbell buttons`: from a list of rooms to devices in service. Reads and writes files and the credential store; hears no press."""

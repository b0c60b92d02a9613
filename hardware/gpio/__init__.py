"""Contacts and outputs on the pins of the box itself. Knows no incident."""

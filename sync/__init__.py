"""Brings sealed records out of the building: uplink, stick, district server, safety office. Each folder says what it may hold; only the
office can open an entry.
"""

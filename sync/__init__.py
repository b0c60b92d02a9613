"""Where sealed records leave the building: uplink, stick, district server, safety office. Each folder says what it may hold; none but
the office can open an entry.
"""

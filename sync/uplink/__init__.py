"""The uplink: its own process between the sealed feed and the district's server. Opens no record, sends no command, decides nothing.

What it may believe and what it cannot do, part by part: `uplink.py`.
"""

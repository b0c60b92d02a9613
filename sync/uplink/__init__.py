"""The uplink: a process of its own between the sealed feed and the district's server. Opens no record, sends no command, decides nothing.

`uplink.py` says what the uplink may believe and what it cannot do.
"""

"""Makes what leaves the box for people and other systems: reports, data, CAP, the paper form. Runs outside the alert process; other parts
share it.
"""

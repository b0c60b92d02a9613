"""Speaks to a modem for texts (3GPP TS 27.005, 23.040), over a serial line. Knows no call, no plan and no person."""

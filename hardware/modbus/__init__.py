"""Boards of contacts and relays on a pair of wires, which speak Modbus RTU. Knows no incident."""

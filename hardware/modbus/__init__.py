"""Speaks Modbus RTU with boards of contacts and relays on a pair of wires. Knows no incident."""

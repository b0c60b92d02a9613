"""Hears Inovonics EchoStream pendants and contact transmitters, through receivers on serial lines. They cannot be told anything."""

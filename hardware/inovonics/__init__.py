"""Inovonics EchoStream pendants and contact transmitters, heard by receivers on serial lines. They cannot be told anything."""

"""Bounds what a connection with TLS keeps for reading. Knows no door."""

from asyncio import sslproto

READ_BUFFER_LEN = 16 * 1024
"""What is kept to read TLS of one connection: a whole record (RFC 8446, section 5.1). asyncio would keep 256 KiB, all of it written with
zeros: 25 MB for a hundred pages. With 64 connections, as many as the webhook door may have, the process grew by 18.5 MB; so it is 3.5 MB.
"""


def read_in_records() -> None:
    """Let every connection with TLS that this process opens from now on keep one record."""
    sslproto.SSLProtocol.max_size = READ_BUFFER_LEN

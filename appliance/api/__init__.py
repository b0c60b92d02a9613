"""The desk line and the sealed feed: their messages, framing and clients, shared by both ends."""

"""The desk line and the sealed feed: messages, framing and client, shared by both ends."""

"""What we lay over Debian, and how layers and ours become one root. It runs nothing of the box."""

"""Acts and sentences about the box itself: USB sticks, and taking the place of a dead box."""

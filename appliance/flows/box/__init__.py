"""Flows about the box itself: USB sticks, and taking the place of a dead box. With the words for its power, its copy and its district."""

"""Practice: drills, plans of drills, walk tests, measuring."""

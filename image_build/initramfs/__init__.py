"""Makes the few files that a kernel has before it has a root: busybox, some drivers, and `init`."""

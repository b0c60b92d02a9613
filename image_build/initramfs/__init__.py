"""The few files a kernel has before it has a root: busybox, some drivers, and `init`."""

"""Makes the archive of a district's server and of its safety office. Nothing of it is on a box."""

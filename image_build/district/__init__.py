"""The archive of a district's server, and of its safety office: what is in it and how it is made. Nothing of it is on a box."""

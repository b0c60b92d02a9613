"""Devices and troubles: in and out of service, supervision, shelving, damping."""

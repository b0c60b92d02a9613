"""Panels about a call, and about raising one."""

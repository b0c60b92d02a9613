"""Prepares what a new box would need of this one: which wraps its copy has, how far the copy is proved, the recovery bundle. Knows no
socket.
"""

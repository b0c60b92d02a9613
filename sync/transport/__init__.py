"""Carries requests from a building to its district: identity, TLS, proxies, requests and the checks of what comes back. Holds no key to an
entry.
"""

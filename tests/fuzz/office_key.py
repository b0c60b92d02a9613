"""The key of the office that the fuzzers feed. Whoever seals an input for that office uses the same key. Knows no fuzzer."""

from sync.office.keyring import OfficeKey

OFFICE_KEY = OfficeKey("Safety office", 0, b"\n" * 32, b"g" * 32)  # the first reader of the vectors
PAGE_LEN_MAX = 16 * 1024  # enough for a page of a dozen entries and wraps

"""The notice of an injury at work: one page to sign and hand in, which never names a student."""

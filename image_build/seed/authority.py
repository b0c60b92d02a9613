"""Reads what stands under `ca` in a seed: the certificates by which the box knows a server. Pure."""

from cryptography import x509

from appliance.plan.marked import RawValue, Sheet
from image_build.seed.values import filled

_AS = "Write `ca: |` and below it, each line indented, the lines from BEGIN CERTIFICATE to END CERTIFICATE."


def certificates_on(sheet: Sheet, raw: RawValue | None, whose: str) -> tuple[str, list[x509.Certificate]]:
    """Return the certificates as they are written, and parsed; nothing if there is none, or if a mistake was noted. `whose`: of whom one
    belongs here.
    """
    pem = filled(sheet, raw)
    if raw is None or not pem:
        return "", []
    if "PRIVATE KEY" in pem:
        says = "There is a private key here, which no box may have. Whoever saw this file has it."
        sheet.note(raw, says, f"Write the {whose} certificate instead, and tell its administrator.")
        return "", []
    try:
        return f"{pem}\n", x509.load_pem_x509_certificates(pem.encode())
    except ValueError:
        sheet.note(raw, "This is not a certificate.", _AS)
        return "", []

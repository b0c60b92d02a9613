"""QR codes in a picture, as a phone's camera finds them: read by a decoder that is not ours."""

import zxingcpp


def qr_codes(picture: memoryview) -> list[zxingcpp.Barcode]:
    """`picture`: rows of grey pixels. Other kinds are left out: now and then the modules of a QR code look like the bars of one."""
    return zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)

"""Finds QR codes in a picture as a phone's camera does, with a decoder that is not ours."""

import zxingcpp


def qr_codes(picture: memoryview) -> list[zxingcpp.Barcode]:
    """Give the QR codes of `picture`, which is rows of grey pixels. Other kinds of codes are left out: now and then the modules of a QR
    code look like a bar code.
    """
    return zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)

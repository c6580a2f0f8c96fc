"""QR codes of addresses, drawn as SVG for papers."""

from io import BytesIO

import segno


def qr_drawing(address: str) -> str:
    """Draw the QR code of an address, one unit to a module, without a border."""
    drawn = BytesIO()
    segno.make_qr(address, error="m").save(drawn, kind="svg", scale=1, border=0, xmldecl=False, svgns=True)
    return drawn.getvalue().decode()

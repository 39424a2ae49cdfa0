"""The square picture that an app reads with its camera, drawn as SVG inside the page."""

from markupsafe import Markup


def square_of(address: str) -> Markup:
    """Return the picture of an address. It stands in the page: a file of it would be a secret lying about."""
    import segno

    drawn = segno.make(address, error="m").svg_inline(scale=5, border=4, dark="#212b32", light="#ffffff")
    # Our own numbers and colours, made by the library from the matrix of the code: no text of anybody's.
    return Markup(drawn)  # noqa: S704

"""Papers and pictures made up, plain or with something in them that a bundle may not hold."""

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
from PIL import Image
from weasyprint import HTML


def untagged(*texts: str, size: str = "A4") -> bytes:
    style = f"<style>@page {{ size: {size}; margin: 20mm }}</style>"
    body = "".join(f'<p style="break-after: page">{text}</p>' for text in texts)
    pdf: bytes = HTML(string=f"<html lang=en><title>x</title>{style}{body}</html>").write_pdf()
    return pdf


def changed(pdf: bytes, change: Any, **saved: Any) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        change(opened)
        opened.save(out, **saved)
    return out.getvalue()


def photo(size: tuple[int, int] = (600, 300), **saved: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", size, (10, 60, 200, 128)).save(out, saved.pop("kind", "PNG"), **saved)
    return out.getvalue()


def streams(pdf: pikepdf.Pdf) -> Iterator[bytes]:
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream):
            try:
                yield thing.read_bytes()
            except pikepdf.PdfError:
                yield thing.read_raw_bytes()


def with_script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('hello')")

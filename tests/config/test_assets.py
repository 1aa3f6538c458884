"""The design system's files, as they are served."""

from django.conf import settings

from config.management.commands.assets import fit_to_serve


def test_fonts_crests_and_source_maps_are_left_out_and_pictures_found_beside_the_style() -> None:
    style = (
        "@font-face{font-family:GDS Transport;src:url(/assets/fonts/light.woff2)}"
        "a{font-family:GDS Transport,arial,sans-serif}"
        "b{color:red;background-image:url(/assets/images/govuk-crest.svg);width:1px}"
        "c{background:url(/assets/images/icon-document.svg)}"
        "/*# sourceMappingURL=moj.css.map */"
    )

    assert fit_to_serve(style) == (
        "a{font-family:arial,sans-serif}b{color:red;width:1px}c{background:url(images/icon-document.svg)}"
    )


def test_what_was_copied_holds_nothing_that_may_not_be_served_off_gov_uk() -> None:
    vendor = settings.BASE_DIR / "static" / "vendor"
    styles = [path.read_text() for path in vendor.rglob("*.css")]
    pictures = [path.name for path in vendor.rglob("images/*")]

    assert len(styles) == 2
    for unwanted in ("@font-face", "Transport", "crest.svg", "sourceMappingURL", "/assets/"):
        assert not any(unwanted in style for style in styles)
    assert not [name for name in pictures if "crest" in name or "crown" in name]
    assert "icon-document.svg" in pictures

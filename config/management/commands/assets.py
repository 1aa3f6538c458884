"""`manage.py assets`: the design system's files, from node_modules into static/vendor, fit to be served."""

import re
import shutil
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

PACKAGES = {
    "govuk-frontend": "govuk-frontend/dist/govuk",
    "moj-frontend": "@ministryofjustice/frontend/moj",
}
# GDS Transport, crown and crests may not be served off GOV.UK.
NOT_OURS_TO_SERVE = re.compile(r"crest|crown|logotype|opengraph|apple-touch|favicon|govuk-icon")
TRANSPORT = re.compile(r'"?GDS Transport"?,\s*')
FONT_FACE = re.compile(r"@font-face\{[^}]*\}")
CREST_PICTURE = re.compile(r"(?:-webkit-)?(?:background-|mask-)image:url\([^)]*crest[^)]*\);?")
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=\S*")


def fit_to_serve(text: str) -> str:
    """A prebuilt style or script without the fonts, crests and source map, its pictures beside it."""
    for unwanted in (FONT_FACE, TRANSPORT, CREST_PICTURE, SOURCE_MAP):
        text = unwanted.sub("", text)
    return text.replace("url(/assets/images/", "url(images/")


class Command(BaseCommand):
    help = "Copy the design system's styles, scripts and pictures from node_modules into static/vendor."
    requires_system_checks: list[str] = []

    def handle(self, **_: Any) -> None:
        vendor = settings.BASE_DIR / "static" / "vendor"
        shutil.rmtree(vendor, ignore_errors=True)
        for name, source in PACKAGES.items():
            package = settings.BASE_DIR / "node_modules" / source
            if not package.is_dir():
                raise CommandError(f"{name} is not installed: run `make setup`.")
            (vendor / name / "images").mkdir(parents=True)
            for kind in ("css", "js"):
                file = f"{name}.min.{kind}"
                (vendor / name / file).write_text(fit_to_serve((package / file).read_text("utf-8")), "utf-8")
            for picture in sorted((package / "assets" / "images").iterdir()):
                if not NOT_OURS_TO_SERVE.search(picture.name):
                    shutil.copy(picture, vendor / name / "images")
        self.stdout.write(f"Copied into {vendor}.")

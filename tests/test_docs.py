"""What the documents name is there: files, commands, make's targets, settings, and where links lead."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

ROOT = Path(settings.BASE_DIR)
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(ROOT.glob("docs/**/*.md"))]
FOR_TESTS = {"QUARTERDAY_TEST_DB"}
COUNCILS_OWN = "deploy/tls/"


def in_code(page: Path) -> str:
    """What stands in code marks, a line each: between backticks and in fenced blocks."""
    text = page.read_text("utf-8")
    return "\n".join([*re.findall(r"`([^`\n]+)`", text), *re.findall(r"^```\n(.*?)^```", text, re.M | re.S)])


@pytest.mark.parametrize("document", PAGES, ids=lambda document: document.name)
def test_links_and_files_named_in_a_document_are_there(document: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", document.read_text("utf-8"))
    files = [
        name
        for name in re.findall(r"(?<![\w/.-])[a-z][\w.-]*/[\w./*-]+", in_code(document))
        if (ROOT / name.split("/")[0]).is_dir() and not name.startswith(COUNCILS_OWN)
    ]

    assert [link for link in links if not (document.parent / link).exists()] == []
    assert [name for name in files if not any(ROOT.glob(name.rstrip("/")))] == []


@pytest.mark.parametrize("document", PAGES, ids=lambda document: document.name)
def test_commands_named_in_a_document_can_be_given(document: Path) -> None:
    code = in_code(document)
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))

    assert set(re.findall(r"manage\.py (\w+)", code)) - set(get_commands()) == set()
    assert set(re.findall(r"\bmake ([a-z-]+)", code)) - targets == set()


def test_every_setting_is_explained_and_none_that_is_gone() -> None:
    read = "".join((ROOT / "config" / name).read_text("utf-8") for name in ("settings.py", "environment.py"))
    known = set(re.findall(r'(?:text|yes_no|words|folder|whole_number|day|url|_template)\(\s*"([A-Z_]+)"', read))
    explained = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/operations.md").read_text("utf-8"), re.M))

    assert explained == known - FOR_TESTS

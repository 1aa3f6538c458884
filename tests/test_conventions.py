"""House rules that a reader cannot see by looking at one file."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ["staff", "tenancies", "welfare", "recovery", "legal", "caseload"]

# Records that belong to no case: councils, jobs, settings, policies, wordings; what hangs on them is asked for apart.
NOT_CASE_RECORDS = set(
    "AccessLog Bulletin Campaign Cover Employer Engagement ExtractLoad FormSignOff Job Leaflet Patch PatchMove "
    "PolicyDraft PolicyVersion PrintBatch Property Rate Reading RejectedRow Remittance SavedView SignedWeek "
    "Simulation SpendingGuideline SweepRun Team Template TemplateVersion TenancyPerson User WorkType".split()
)
# Lists come through the first two, single accounts through the third, a neighbourhood officer's homes through the
# fourth, a release of letters through the last.
DOORS = ["visible_to", "owned_by", "openable_by", "on_estate_of", "releases.released"]
# Joined to an account, or a batch, that a door has let through, on the same line or in the same call.
OPENED_BY = {
    "account", "account__in", "account__tenancy", "batch", "claim__tenancy", "person__tenancies__tenancy",
    "plan__account", "tenancies__tenancy",
}  # fmt: skip


def view_modules() -> list[Path]:
    return [path for app in APPS for path in [*ROOT.glob(f"{app}/views.py"), *ROOT.glob(f"{app}/views/*.py")]]


def looks_ups(tree: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Each look-up of a record: the whole statement, and the model."""
    for statement in ast.walk(tree):
        if not isinstance(statement, (ast.Assign, ast.Return, ast.Expr, ast.AnnAssign, ast.keyword, ast.Dict)):
            continue
        for node in ast.walk(statement):
            if isinstance(node, ast.Attribute) and node.attr == "objects" and isinstance(node.value, ast.Name):
                yield statement, node.value.id
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "get_object_or_404":
                model = node.args[0]
                if isinstance(model, ast.Name) and model.id[0].isupper():
                    yield node, model.id


@pytest.mark.parametrize("path", view_modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_views_reach_case_records_through_visible_to(path: Path) -> None:
    for statement, model in looks_ups(ast.parse(path.read_text())):
        if model in NOT_CASE_RECORDS:
            continue
        opened_by = {node.arg for node in ast.walk(statement) if isinstance(node, ast.keyword)}
        text = ast.unparse(statement)
        scoped = any(door in text for door in DOORS) or opened_by & OPENED_BY
        assert scoped, f"{path.name} reads {model} without visible_to: {text}"


@pytest.mark.parametrize("folder", [ROOT / app for app in APPS], ids=lambda folder: folder.name)
def test_nothing_below_views_commands_and_first_tasks_reads_the_clock(folder: Path) -> None:
    for path in folder.rglob("rules/*.py"):
        text = path.read_text()
        assert "today()" not in text, path
        assert ".now(" not in text, path


PAGES = [path for path in sorted((ROOT / "templates").rglob("*.html")) if "documents" not in path.parts]


def test_labels_of_stacked_tables_leave_their_colon_to_the_stylesheet() -> None:
    assert [path.name for path in PAGES if re.search(r'data-label="[^"]*:"', path.read_text())] == []


@pytest.mark.parametrize("template", PAGES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_no_page_holds_inline_style_or_script(template: Path) -> None:
    text = template.read_text()

    assert " style=" not in text
    assert "<style" not in text
    assert " onclick=" not in text
    assert "<script>" not in text

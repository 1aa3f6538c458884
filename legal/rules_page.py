"""Which function holds which rule of law, and which tests try it: read from docstrings and tests, written as a page."""

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "rules.md"
RULEBOOK = ROOT / "legal" / "rules" / "rulebook.toml"
APPS = ("staff", "tenancies", "welfare", "recovery", "legal", "caseload")
FAMILIES = "SEC|INT|FLX|ASD|NTQ|MHA|SRV|DTH|P|ORD|BS|INS|EQ|SAF|HOM|LIM|APP|FTA|EST|RET"
LETTERED = re.compile(rf"\b(?:(?:{FAMILIES})-\d+(?:\.\d+)?|CPR[- ]6\.\d+|DEM|PAP-HB|PAP_ISSUE_OK)\b")
SPAN = re.compile(r"\b((?:[A-Z]+-)(?:\d+\.)?)(\d+) to \1(\d+)\b(?!\.\d)")
# Sections without ids of their own: "rulebook 4.1, 7", or after a statute "; 4.3".
NUMBERED = re.compile(r"(?:[Rr]ulebook |; (?=\d\.\d\b))([^;()]+)")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Rule:
    id: str
    says: str
    no_engine: str = ""


@dataclass
class Held:
    """Where a rule is held and tried: names by file."""

    functions: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    tests: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def sections() -> list[tuple[str, list[Rule]]]:
    """The rulebook's rules by section, in its order."""
    data = tomllib.loads(RULEBOOK.read_text("utf-8"))
    return [(section["title"], [Rule(**rule) for rule in section["rules"]]) for section in data["section"]]


def rules() -> dict[str, Rule]:
    return {rule.id: rule for _, held in sections() for rule in held}


def ids_in(text: str) -> set[str]:
    """Every rule id that a text cites: SEC-6, EQ-1 to EQ-3, and after the word rulebook a section, 4.1."""
    text = " ".join(text.split())
    found = {cited.replace("CPR ", "CPR-") for cited in LETTERED.findall(text)}
    for start, first, last in SPAN.findall(text):
        found |= {f"{start}{number}" for number in range(int(first), int(last) + 1)}
    for cited in NUMBERED.findall(text):
        found |= {
            part for part in re.split(r",\s*|\s+and\s+|\s+", cited.rstrip(".")) if re.fullmatch(r"\d+(\.\d+)?", part)
        }
    return found


@dataclass
class Module:
    """One Python file, with what its names stand for."""

    path: Path

    @cached_property
    def text(self) -> str:
        return self.path.read_text("utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def shown(self) -> str:
        return str(self.path.relative_to(ROOT))

    @property
    def dotted(self) -> str:
        return ".".join(self.path.relative_to(ROOT).with_suffix("").parts)

    def functions(self) -> Iterator[Function]:
        """Functions of the module and methods of its classes; those inside functions are not looked at."""
        for node in self.tree.body:
            if isinstance(node, Function):
                yield node
            elif isinstance(node, ast.ClassDef):
                yield from (each for each in node.body if isinstance(each, Function))

    @cached_property
    def imported(self) -> dict[str, str]:
        """The full name of everything that the file imports."""
        found: dict[str, str] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        return found

    def used(self, node: ast.AST) -> set[str]:
        """Full names that a piece of code mentions; its own module's names stay bare."""
        found: set[str] = set()
        for each in ast.walk(node):
            if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name):
                found.add(f"{self.imported.get(each.value.id, each.value.id)}.{each.attr}")
            elif isinstance(each, ast.Name):
                found.add(self.imported.get(each.id, each.id))
        return found

    @cached_property
    def used_by_name(self) -> dict[str, set[str]]:
        """What each function and constant of the module mentions, itself or through another of the module."""
        found: dict[str, set[str]] = {}
        for node in self.tree.body:
            names = [node.name] if isinstance(node, Function | ast.ClassDef) else _assigned(node)
            found |= {name: self.used(node) for name in names}
        changed = True
        while changed:
            changed = False
            for used in found.values():
                more = set().union(*(found[name] for name in used & found.keys())) - used
                used |= more
                changed = changed or bool(more)
        return found


def _assigned(node: ast.stmt) -> list[str]:
    return [each.id for each in node.targets if isinstance(each, ast.Name)] if isinstance(node, ast.Assign) else []


def modules() -> list[Module]:
    """Every module of the apps, but for migrations and this one."""
    paths = [path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
    return [Module(path) for path in sorted(paths) if path != Path(__file__).resolve()]


def test_modules() -> list[Module]:
    return [Module(path) for path in sorted((ROOT / "tests").rglob("test_*.py")) if path.stem != "test_rules_page"]


@cache
def held() -> dict[str, Held]:
    """For each rule id cited anywhere, the functions whose docstrings cite it, and the tests that name it or call one
    of those functions."""
    found: dict[str, Held] = defaultdict(Held)
    citing: dict[str, set[str]] = {}
    for module in modules():
        for function in module.functions():
            for rule in ids_in(ast.get_docstring(function) or ""):
                found[rule].functions[module.shown].append(function.name)
                citing.setdefault(f"{module.dotted}.{function.name}", set()).add(rule)
    for module in test_modules():
        for function in module.functions():
            if function.name.startswith("test_"):
                for rule in _tried(module, function, citing):
                    found[rule].tests[module.shown].append(function.name)
    return found


def _tried(module: Module, test: Function, citing: dict[str, set[str]]) -> set[str]:
    first = min([test.lineno, *(each.lineno for each in test.decorator_list)])
    named = ids_in("\n".join(module.text.splitlines()[first - 1 : test.end_lineno]))
    used = module.used_by_name.get(test.name) or module.used(test)
    return named.union(*(citing[name] for name in used & citing.keys()))


def untried() -> list[str]:
    """What is wrong, in words: a rule without a function or a test, an exception that has both, an id that is none."""
    known, places = rules(), held()
    problems = []
    for rule in known.values():
        place = places.get(rule.id, Held())
        if rule.no_engine:
            continue
        if not place.functions:
            problems.append(f"{rule.id}: no function's docstring cites it.")
        elif not place.tests:
            problems.append(f"{rule.id}: no test names it or calls its functions.")
    ours = re.compile(rf"(?:{FAMILIES})-")
    strange = [rule for rule, place in places.items() if rule not in known and place.functions and ours.match(rule)]
    return problems + [f"{rule}: cited, but not in {RULEBOOK.name}." for rule in sorted(strange)]


def page() -> str:
    """The page, in Markdown."""
    places = held()
    lines = [
        "# Rules of law: where each is held, and how it is tried",
        "",
        "Written by `manage.py rules_page` from docstrings and tests; do not edit it by hand. Ids are the rulebook’s.",
        "A function holds a rule where its docstring cites it; a test tries it by naming it or calling the function.",
    ]
    for title, section in sections():
        lines += ["", f"## {title}"]
        for rule in section:
            lines += ["", f"### {rule.id}", "", rule.says, ""]
            if rule.no_engine:
                lines.append(f"- No function: {rule.no_engine}")
            place = places.get(rule.id, Held())
            lines += [*_listed("Functions", place.functions), *_listed("Tests", place.tests)]
    return "\n".join(lines) + "\n"


def _listed(heading: str, by_file: dict[str, list[str]]) -> Iterable[str]:
    if by_file:
        yield f"- {heading}:"
    for file, names in sorted(by_file.items()):
        yield f"  - [{file}](../{file}): {', '.join(f'`{name}`' for name in sorted(set(names)))}"

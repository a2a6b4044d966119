"""The house rules, kept on every run: who imports whom, one door, sizes, fresh documents."""

import ast
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from casework.pipelines import PIPELINES
from casework.ruledocs import document
from casework.rules import Guard
from casework.workflow import guard_of, steps
from membership.models import Application
from talent.models import Talent

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {
    "casework": set(),
    "membership": {"casework"},
    "talent": {"casework"},
    "progress": {"casework", "membership", "talent"},
}
# From the top down: a file may import files of its own kind and of those after it.
LAYERS = (
    ("urls",),
    ("views",),
    ("pipeline",),
    ("forms", "tables", "reports", "filters"),
    ("models",),
    ("rules", "stages", "papers", "votes", "elections"),
)
LONGEST, LONGEST_TEMPLATE = 400, 80
# How often a view asks a manager otherwise than through a scope, and why that is no leak.
SCOPES = {"visible_to", "under", "none"}
UNSCOPED = {
    "casework/views/audit.py": (2, "colleagues and people below the user's own unit"),
    "casework/views/imports.py": (1, "units below the user's own"),
    "casework/views/search.py": (1, "units below the user's own"),
    "casework/views/showing.py": (1, "events of a case that the caller was shown"),
    "membership/views/overview.py": (1, "the case that the caller was shown"),
    "talent/views/lists.py": (1, "says that somebody already has an open entry (T1)"),
    "talent/views/villages.py": (1, "seats of the villages the user sees"),
}
OWN = Path(__file__).relative_to(ROOT).as_posix()
SKIPPED = {".git", ".venv", "var", "wheels", "__pycache__", ".ruff_cache", ".hypothesis"}
MODELS = (Application, Talent)
STEPS = [pytest.param(step, id=f"{step.name}-{step.source}") for m in MODELS for step in steps(m)]


def sources(*folders: str) -> list[Path]:
    """Every Python file of the folders, without migrations."""
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return [path for path in found if "migrations" not in path.parts]


APP_FILES = sources(*MAY_IMPORT)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> Iterator[str]:
    """The full dotted names that a file imports, relative ones worked out."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*above, *filter(None, [node.module])])
            yield from (f"{module}.{name.name}" for name in node.names)


def layer_of(dotted: str) -> int | None:
    """Which layer of its app a module belongs to; None for what stands beside them."""
    parts = dotted.split(".")
    kind = parts[1] if len(parts) > 1 else ""
    return next((level for level, kinds in enumerate(LAYERS) if kind in kinds), None)


# Who imports whom --------------------------------------------------------------------------


@pytest.mark.parametrize("path", APP_FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_view_names_its_methods_beside_the_policy(path):
    """config/policy.py says which methods a view answers, and casework/policy.py holds to it."""
    assert "decorators.http" not in path.read_text("utf-8")


@pytest.mark.parametrize("app", MAY_IMPORT)
def test_apps_import_only_what_they_may(app):
    foreign = MAY_IMPORT.keys() - MAY_IMPORT[app] - {app}
    wrong = {
        named(path): name
        for path in sources(app)
        for name in imported(path)
        if name.split(".")[0] in foreign
    }
    assert not wrong


def test_inside_an_app_imports_point_downwards():
    wrong = {}
    for path in APP_FILES:
        own = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for name in imported(path):
            mine, other = layer_of(own), layer_of(name)
            same_app = own.split(".")[0] == name.split(".")[0]
            if same_app and None not in (mine, other) and other < mine:
                wrong[named(path)] = name
    assert not wrong


def test_nothing_imports_views_but_urls_and_views():
    wrong = {
        named(path): name
        for path in APP_FILES
        for name in imported(path)
        if re.match(rf"({'|'.join(MAY_IMPORT)})\.views(\.|$)", name)
        and path.name != "urls.py"
        and "views" not in path.parts
    }
    assert not wrong


def test_rules_import_no_models():
    files = [path for path in APP_FILES if "rules" in path.parts or path.name == "rules.py"]
    rosters = ROOT / "casework" / "rosters"
    wrong = {
        named(path): name
        for path in files
        if rosters not in path.parents
        for name in imported(path)
        if ".models." in f"{name}." and not name.startswith("django.")
    }
    assert not wrong


def test_no_import_stands_inside_a_function():
    wrong = []
    for path in sources(*MAY_IMPORT, "config"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                inside = [n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
                wrong += [f"{named(path)}:{found.lineno}" for found in inside]
    assert not wrong


# One door ----------------------------------------------------------------------------------


@pytest.mark.parametrize("step", STEPS)
def test_every_step_has_a_guard_a_permission_and_words(step):
    assert isinstance(guard_of(step), Guard) and guard_of(step).rules
    assert step.permission.split(".")[0] in MAY_IMPORT
    assert step.custom["label"] and step.custom["step"]
    assert step.custom["day"].endswith("_on")


@pytest.mark.parametrize("step", STEPS)
def test_every_rule_cites_and_says_what_is_required(step):
    for rule in guard_of(step).rules:
        assert rule.cites and rule.requires.endswith("."), rule.slug
        assert str(rule.title) and str(rule.blocker), rule.slug


@pytest.mark.parametrize("model", MODELS)
def test_a_slug_names_one_rule(model):
    found = {}
    for step in steps(model):
        for rule in guard_of(step).rules:
            assert found.setdefault(rule.slug, rule.requires) == rule.requires


def test_no_stage_is_assigned_outside_the_door():
    wrong = []
    for path in APP_FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if _assigns_stage(node):
                wrong.append(f"{named(path)}:{node.lineno}")
    assert not wrong


def _assigns_stage(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign):
        return any(isinstance(t, ast.Attribute) and t.attr == "stage" for t in node.targets)
    updates = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    return updates and node.func.attr == "update" and any(k.arg == "stage" for k in node.keywords)


def test_views_see_only_what_the_user_may_see():
    """A view that asks a manager asks it through a scope, or stands in UNSCOPED."""
    views = [path for path in APP_FILES if "views" in path.parts]
    asked = {named(path): number for path in views if (number := unscoped(path))}
    assert {n: k for n, k in asked.items() if k > UNSCOPED.get(n, (0, ""))[0]} == {}


def unscoped(path: Path) -> int:
    """How many times a file writes `Model.objects.` and something else than a scope."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    attributes = [node for node in nodes if isinstance(node, ast.Attribute)]
    managed = [n for n in attributes if getattr(n.value, "attr", "") == "objects"]
    return sum(node.attr not in SCOPES for node in managed)


# Documents, migrations, sizes --------------------------------------------------------------


def _calls(tree: ast.AST) -> set[str]:
    """The last names of everything that is called inside."""
    called = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {getattr(func, "attr", None) or getattr(func, "id", "") for func in called}


def test_no_file_leaves_but_for_a_purpose():
    """What answers with a file asks for the purpose first, and notes the export."""
    found, wrong = 0, set()
    for path in APP_FILES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and {"exported", "FileResponse"} & _calls(node):
                asks = "for_a_purpose" in {getattr(d, "id", "") for d in node.decorator_list}
                found += 1
                if not asks or not {"exported", "FileResponse"} <= _calls(node):
                    wrong.add(f"{named(path)}: {node.name}")
        if "Content-Disposition" in path.read_text("utf-8"):
            wrong.add(f"{named(path)}: answers with a file past FileResponse")
    assert not wrong
    assert found >= 4


def test_the_documented_rules_are_fresh():
    assert set(PIPELINES) == {"membership", "talent"}
    written = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert written == document(), "run `python3 run.py manage rules`"


def test_every_identifier_of_the_glossary_is_in_use():
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = [line.split("|") for line in glossary.splitlines() if line.startswith("| ")]
    identifiers = {name for row in rows for name in re.findall(r"`([\w.]+)`", row[3])}
    written = "\n".join(path.read_text(encoding="utf-8") for path in APP_FILES)
    words = set(re.findall(r"\w+", written))
    assert {name for name in identifiers if not set(name.split(".")) <= words} == set()
    assert len(identifiers) > 60


def test_the_readme_is_short_and_its_links_lead_somewhere():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 150
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert links and all((ROOT / link).exists() for link in links)


def test_every_file_that_the_security_page_names_exists():
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    files = re.findall(r"`([\w.-]+(?:/[\w.-]+)*\.(?:py|md|txt|html|jsonl))`", text)
    assert len(set(files)) > 40
    assert [name for name in files if not (ROOT / name).is_file()] == []


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "decisions").glob("*.md")), ids=named)
def test_a_decision_is_read_in_a_minute(path):
    assert re.match(r"\d{4}-[a-z0-9-]+\.md", path.name)
    assert 7 <= lines(path) <= 20


@pytest.mark.django_db
def test_the_migrations_match_the_models():
    said = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=said)
    assert "No changes" in said.getvalue()


def test_files_are_read_in_one_sitting():
    files = [*APP_FILES, *sources("config", "tests", "bench"), ROOT / "run.py"]
    long = {named(path): n for path in files if (n := lines(path)) > LONGEST}
    assert not long


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_is_short_and_carries_no_style_script_or_handler(path):
    text = path.read_text(encoding="utf-8")
    assert lines(path) <= LONGEST_TEMPLATE
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


def test_pages_styles_and_scripts_ask_no_other_host():
    files = [*TEMPLATES, *(ROOT / "casework" / "static").rglob("*.css")]
    files += (ROOT / "casework" / "static").rglob("*.js")
    hosts = re.compile(r"(?:https?:)?//(?!www\.w3\.org)[a-z0-9-]+\.[a-z]{2,}")
    found = {named(path): hosts.findall(path.read_text(encoding="utf-8")) for path in files}
    assert not {path: names for path, names in found.items() if names}


MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:root|home|work|Users)/\w|/tmp/\w+/\w|\b[A-Z]:\\Users")
INDEX_HOSTS = re.compile(r"pypi\.|pythonhosted|npmjs|--(?:extra-)?index-url")


def committed() -> list[Path]:
    """Every text file of the project that a clone would hold."""
    found = []
    for path in ROOT.rglob("*"):
        parts = set(path.relative_to(ROOT).parts)
        binary = path.suffix in {".png", ".mo", ".xls", ".xlsx", ".doc", ".docx", ".pdf", ".pyc"}
        if path.is_file() and not parts & SKIPPED and not binary:
            found.append(path)
    return found


def test_no_file_names_a_machine_or_a_package_index():
    wrong = []
    for path in committed():
        text = path.read_text(encoding="utf-8", errors="replace")
        if named(path) != OWN and (MACHINE_PATHS.search(text) or INDEX_HOSTS.search(text)):
            wrong.append(named(path))
    assert not wrong

"""The set-up: what run.py depends on, when it installs again, and how it refuses."""

import ast
import os
import re
import subprocess
import sys
from importlib import util
from pathlib import Path
from types import ModuleType

import pytest

from config.serve import refusal

LOCKED = ["requirements.txt", "requirements-test.txt", "requirements-dev.txt"]


@pytest.fixture
def run(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """run.py as a module whose environment is a folder of this test."""
    spec = util.spec_from_file_location("run_under_test", root / "run.py")
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    venv = tmp_path / "venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").touch()
    monkeypatch.setattr(module, "VENV", venv)
    monkeypatch.setattr(module, "PYTHON", venv / "bin" / "python")
    return module


def _imported(source: str) -> set[str]:
    """The top-level packages that Python source imports."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module.split(".")[0])
    return names


def test_run_imports_only_the_standard_library(root):
    assert _imported((root / "run.py").read_text("utf-8")) <= sys.stdlib_module_names


def test_run_can_be_parsed_by_the_pythons_it_refuses(root):
    ast.parse((root / "run.py").read_text("utf-8"), feature_version=(3, 7))


@pytest.mark.parametrize("name", LOCKED)
def test_every_locked_requirement_carries_a_hash(root, name):
    text = re.sub(r"\\\n", " ", (root / name).read_text("utf-8"))
    requirements = [line for line in text.splitlines() if re.match(r"\w", line)]
    assert len(requirements) > 20
    for requirement in requirements:
        assert "==" in requirement and "--hash=sha256:" in requirement


@pytest.mark.parametrize("name", LOCKED)
def test_a_locked_file_names_no_host_and_no_folder(root, name):
    text = (root / name).read_text("utf-8")
    assert not re.findall(r"://|--index|--find-links|--extra|(?:^|\s)/\w", text)


@pytest.mark.parametrize("name", LOCKED)
def test_every_wanted_package_is_locked(root, name):
    wanted = (root / name).with_suffix(".in").read_text("utf-8")
    locked = (root / name).read_text("utf-8")
    for package in re.findall(r"^(\w[\w-]*)", wanted, re.MULTILINE):
        assert re.search(rf"^{package}(\[\w+\])?==", locked, re.MULTILINE), package


def test_tests_run_the_versions_that_the_product_runs(root):
    pinned = [
        set(re.findall(r"^\S+==\S+", (root / name).read_text("utf-8"), re.M)) for name in LOCKED
    ]
    assert pinned[0] < pinned[1] < pinned[2]


def test_a_fingerprint_changes_with_the_list_and_with_python(run, tmp_path, monkeypatch):
    listed = tmp_path / "requirements.txt"
    listed.write_text("a==1")
    first = run.fingerprint(listed)
    assert run.fingerprint(listed) == first
    listed.write_text("a==2")
    second = run.fingerprint(listed)
    monkeypatch.setattr(run.platform, "python_version", lambda: "3.99.0")
    assert len({first, second, run.fingerprint(listed)}) == 3


def test_installing_happens_once_until_the_list_changes(run, monkeypatch, tmp_path):
    done = []
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "make_environment", lambda: None)
    monkeypatch.setattr(run, "install", done.append)
    monkeypatch.setattr(run, "system_packages", lambda packages: None)
    listed = tmp_path / "requirements.txt"
    for text in ("a==1", "a==1", "a==2", "a==2"):
        listed.write_text(text)
        run.prepare("requirements.txt", [])
    assert len(done) == 2


def test_an_interrupted_installation_is_done_again(run, monkeypatch, tmp_path):
    tries = []

    def fail_once(requirements):
        tries.append(requirements)
        if len(tries) == 1:
            raise SystemExit("no network")

    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "make_environment", lambda: None)
    monkeypatch.setattr(run, "install", fail_once)
    (tmp_path / "requirements.txt").write_text("a==1")
    with pytest.raises(SystemExit):
        run.prepare("requirements.txt", [])
    run.prepare("requirements.txt", [])
    assert len(tries) == 2


@pytest.mark.parametrize("folder", [True, False], ids=["with-wheels", "without"])
def test_hashes_are_always_required_and_wheels_replace_the_index(
    run, monkeypatch, tmp_path, folder
):
    calls = []
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run.subprocess, "call", lambda call, **_: calls.append(call) or 0)
    if folder:
        (tmp_path / "wheels").mkdir()
    run.install("requirements.txt")
    assert "--require-hashes" in calls[0]
    assert ("--no-index" in calls[0]) is folder


def test_a_failed_installation_ends_with_a_sentence(run, monkeypatch):
    monkeypatch.setattr(run.subprocess, "call", lambda *_, **__: 1)
    with pytest.raises(SystemExit, match=r"requirements\.txt 未能装全"):
        run.install("requirements.txt")


def test_a_system_package_that_cannot_be_had_is_tried_once_and_named(run, monkeypatch, capsys):
    tries = []
    monkeypatch.setattr(run, "installed", lambda package: False)
    monkeypatch.setattr(run.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(run, "apt_install", lambda packages: tries.append(packages))
    for _ in range(2):
        run.system_packages(["fonts-hanazono"])
        assert "apt-get install fonts-hanazono" in capsys.readouterr().out
    assert tries == [["fonts-hanazono"]]


@pytest.mark.parametrize(
    ("codes", "expected"), [((0, 0), 0), ((1, 0), 1), ((0, 1), 1), ((0, 5), 5), ((5, 0), 5)]
)
def test_a_failure_or_an_empty_run_on_either_database_fails_the_whole(
    run, monkeypatch, codes, expected
):
    left = list(codes)
    monkeypatch.setattr(run.subprocess, "call", lambda *_, **__: left.pop(0))
    assert run.test([]) == expected
    assert not left


def test_an_old_python_is_refused_in_one_sentence(run, monkeypatch):
    monkeypatch.setattr(run.sys, "version_info", (3, 10, 12))
    with pytest.raises(SystemExit, match=r"需要 Python 3\.11"):
        run.main([])


def test_the_continuous_run_is_the_test_command(root):
    script = root / ".ci" / "run"
    assert script.read_text("utf-8").splitlines()[-1] == "exec python3 run.py test"
    assert os.name == "nt" or os.access(script, os.X_OK)


def test_a_taken_port_is_named_with_the_way_out():
    text = refusal("127.0.0.1", 8000, OSError(98, "Address already in use"))
    assert "127.0.0.1:8000" in text and "端口已被占用" in text and "--port 8001" in text


def test_production_settings_pass_every_deployment_check(root, tmp_path):
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")},
        "VAR_DIR": str(tmp_path),
        "SECRET_KEY": "0123456789abcdef" * 4,
        "DJANGO_ALLOWED_HOSTS": "cases.example.cn",
    }
    (tmp_path / "static").mkdir()
    call = [sys.executable, "-W", "error", "manage.py", "check", "--deploy", "--fail-level=WARNING"]
    result = subprocess.run(call, cwd=root, env=environment, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


def test_every_static_file_that_a_style_sheet_names_exists(root, tmp_path):
    environment = {**os.environ, "VAR_DIR": str(tmp_path)}
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
    call = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    result = subprocess.run(call, cwd=root, env=environment, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "static" / "staticfiles.json").exists()

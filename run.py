#!/usr/bin/env python3
"""The two commands of this product; a bare Python 3.11 is enough to start either.

python3 run.py [--host H] [--port P] [--empty]   install what is missing and serve
python3 run.py test [--long] [pytest arguments]  install what tests need and run them
python3 run.py manage COMMAND …                  Django's own command line
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST = (3, 11)
FONTS = ["fonts-arphic-uming", "fonts-wqy-microhei", "fonts-lxgw-wenkai", "fonts-hanazono"]
BROWSER = ["chromium", "libatomic1"]  # the second is what playwright's driver is linked to
NO_TESTS = 5  # pytest's exit code when it ran nothing


def main(arguments: list[str]) -> int:
    """Prepare the environment, hand over to it, and return its exit code."""
    if sys.version_info < OLDEST:
        sys.exit(f"需要 Python 3.11 或更高版本，现为 {platform.python_version()}。")
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if command == "test":
        prepare("requirements-test.txt", [*FONTS, *BROWSER])
        return test(rest)
    prepare("requirements.txt", FONTS)
    if command == "manage":
        return hand_over(str(ROOT / "manage.py"), *rest)
    return hand_over("-m", "config.serve", *arguments)


def prepare(requirements: str, packages: list[str]) -> None:
    """Make the environment and install `requirements`; does nothing when nothing changed."""
    stamp = VENV / f"{requirements}.stamp"
    wanted = fingerprint(ROOT / requirements)
    current = PYTHON.exists() and stamp.exists() and stamp.read_text("utf-8") == wanted
    if not current:
        make_environment()
    with ThreadPoolExecutor(1) as beside:  # fetching Debian's packages takes as long as Python's
        machine = beside.submit(system_packages, packages)
        if not current:
            install(requirements)
        machine.result()
    if not current:
        stamp.write_text(wanted, "utf-8")


def fingerprint(requirements: Path) -> str:
    """What an installation depends on: the list of packages and the Python they are for."""
    version = platform.python_version().encode()
    return hashlib.sha256(requirements.read_bytes() + version).hexdigest()


def make_environment() -> None:
    """Make .venv, anew when it belongs to another Python; needs Debian's python3-venv."""
    if importlib.util.find_spec("ensurepip") is None and not apt_install(["python3-venv"]):
        sys.exit("缺少 python3-venv，请先运行：sudo apt-get install python3-venv")
    settings = VENV / "pyvenv.cfg"
    version = f"version = {platform.python_version()}"
    same = settings.exists() and version in settings.read_text("utf-8").splitlines()
    call = [sys.executable, "-m", "venv", *([] if same else ["--clear"]), str(VENV)]
    if subprocess.call(call) != 0:
        sys.exit(f"无法建立 {VENV}，原因见上。")


def install(requirements: str) -> None:
    """Install with every hash checked, from wheels/ alone when that folder exists."""
    wheels = ROOT / "wheels"
    source = ["--no-index", "--find-links", str(wheels)] if wheels.is_dir() else []
    print(f"正在安装 {requirements} …", flush=True)
    pip = [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    call = [*pip, "--require-hashes", *source, "-r", str(ROOT / requirements)]
    if subprocess.call(call) != 0:
        sys.exit(f"{requirements} 未能装全，原因见上。无网络时，请把所需安装包放入 wheels 文件夹。")


def system_packages(packages: list[str]) -> None:
    """Install what Debian or Ubuntu lacks: one attempt as root, otherwise one line of advice."""
    missing = [name for name in packages if not installed(name)]
    tried = VENV / "system-packages.stamp"
    wanted = " ".join(missing)
    if not missing or shutil.which("dpkg-query") is None:
        return
    again = tried.exists() and tried.read_text("utf-8") == wanted
    if again or not apt_install(missing):
        print(f"缺少字体等系统软件，不影响启动；补装请运行：sudo apt-get install {wanted}")
        tried.write_text(wanted, "utf-8")


def installed(package: str) -> bool:
    """Whether dpkg has the package's list of files, with or without an architecture."""
    lists = Path("/var/lib/dpkg/info")
    return any(path for name in (package, f"{package}:*") for path in lists.glob(f"{name}.list"))


def apt_install(packages: list[str]) -> bool:
    """Install Debian packages; False when this is not root, not Debian, or apt fails."""
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return False
    print(f"正在安装系统软件 {' '.join(packages)} …", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quiet = {"env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.call(["apt-get", "-qq", "update"], **quiet)
    apt = ["apt-get", "-qq", "install", "-y", "--no-install-recommends", *packages]
    return subprocess.call(apt, **quiet) == 0


def test(arguments: list[str]) -> int:
    """Everything on SQLite, then what touches the database on a real PostgreSQL."""
    environment = dict(os.environ)
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # the second run need not compile again
    if "--long" in arguments:
        environment["LONG"] = "1"
    chosen = [argument for argument in arguments if argument != "--long"]
    pytest = [str(PYTHON), "-m", "pytest", "-n", "2", *chosen]
    codes = []
    for name, more in (("SQLite", []), ("PostgreSQL", ["--ds=tests.settings_pg"])):
        print(f"── {name} ──", flush=True)
        codes.append(subprocess.call([*pytest, *more], cwd=ROOT, env=environment))
        if codes[-1] == NO_TESTS:
            print(f"{name} 上没有运行任何测试，视为失败。")
    return max(codes, key=abs)


def hand_over(*arguments: str) -> int:
    """Become the environment's Python; on Windows, which cannot, wait for it."""
    os.chdir(ROOT)
    if os.name == "nt":
        return subprocess.call([str(PYTHON), *arguments])
    sys.stdout.flush()
    os.execv(PYTHON, [str(PYTHON), *arguments])


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)

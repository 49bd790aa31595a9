"""Binder builds this repository from environment.yml and postBuild: what its builder, repo2docker, makes of them."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MISSING = "repo2docker was not found, so its plan was not read. Try: pipx install jupyter-repo2docker"


def plan(folder):
    """The Dockerfile that repo2docker would build, and its log; nothing is built, and no Docker is needed."""
    tool = shutil.which("jupyter-repo2docker")
    if not tool:
        pytest.skip(MISSING)
    run = subprocess.run([tool, "--no-build", "--debug", str(folder)], capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr[-2000:]
    return run.stdout + run.stderr


@pytest.fixture
def copy(tmp_path):
    for name in ("environment.yml", "pyproject.toml", "postBuild", "Makefile"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def copies_first(text):
    """Whether the repository is in the image before the environment is installed, which it holds the package of."""
    return text.index("COPY --chown=0:0 src/ ") < text.index("env update -p ${NB_PYTHON_PREFIX}")


def test_binder_sees_the_environment_its_python_and_what_runs_after(copy):
    text = plan(copy)
    environment = (copy / "environment.yml").read_text(encoding="utf-8")
    (python,) = re.findall(r"^ *- python=([\d.]+)$", environment, re.MULTILINE)
    assert f"Building conda environment for python={python}\n" in text
    assert copies_first(text)
    assert re.search(r"^RUN .*\./postBuild", text, re.MULTILINE)


def test_the_plan_tells_when_the_extra_is_quoted(copy):
    path = copy / "environment.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("-e .[lab]", '-e ".[lab]"'), encoding="utf-8")
    assert not copies_first(plan(copy))


def test_nothing_else_tells_binder_what_to_build():
    others = "binder .binder Dockerfile apt.txt runtime.txt start Pipfile setup.py requirements.txt install.R".split()
    assert [name for name in others if (ROOT / name).exists()] == []


def test_postbuild_gives_the_calm_start_of_make_lab(tmp_path):
    (calm,) = re.findall(r"^CALM = (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    (tmp_path / "python").write_text(f"#!/bin/sh\necho '{tmp_path}'\n")
    (tmp_path / "python").chmod(0o755)
    bash = shutil.which("bash")
    if not bash or os.name == "nt":
        pytest.skip("postBuild runs in bash on Linux")
    environment = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    subprocess.run([bash, str(ROOT / "postBuild")], env=environment, check=True, capture_output=True)
    settings = tmp_path / "share/jupyter/lab/settings/overrides.json"
    assert json.loads(settings.read_text(encoding="utf-8")) == json.loads(calm)


def test_git_knows_that_postbuild_can_be_run():
    git = subprocess.run(["git", "ls-files", "--stage", "postBuild"], cwd=ROOT, capture_output=True, text=True)
    if git.returncode or not git.stdout:
        pytest.skip("this is not a git checkout")
    assert git.stdout.startswith("100755")

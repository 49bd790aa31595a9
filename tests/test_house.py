"""The files around the package agree with each other."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NOTEBOOKS = """
    00_start_here 01_derivatives 02_numerical_derivatives 03_partial_derivatives 04_gradients 05_gradient_descent
    06_curvature_and_momentum 07_learning_from_data 08_chain_rule 09_backpropagation 10_vectorized_backpropagation
    11_handwritten_digits
""".split()


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def version(text):
    return tuple(int(part) for part in text.split("."))


@pytest.fixture(scope="module")
def project():
    return tomllib.loads(read("pyproject.toml"))["project"]


@pytest.fixture(scope="module")
def locked():
    """Each requirement of the lock with its own lines: {"numpy==2.4.6": "…"}."""
    entries = re.split(r"\n(?=\S)", read("requirements.lock").strip())
    return {entry.split()[0]: entry for entry in entries}


def test_binder_gets_a_python_that_the_project_allows(project):
    (python,) = re.findall(r"^ *- python=(\d+\.\d+)$", read("environment.yml"), re.MULTILINE)
    assert version(python) >= version(project["requires-python"].removeprefix(">="))


def test_binder_installs_the_project_with_an_extra_that_exists(project):
    (extra,) = re.findall(r"^ *- -e \.\[(\w+)\]$", read("environment.yml"), re.MULTILINE)
    assert extra in project["optional-dependencies"]
    assert not (ROOT / "binder").exists(), "a folder of that name would switch environment.yml off"


def test_no_requirement_has_an_upper_limit(project):
    requirements = [*project["dependencies"], *sum(project["optional-dependencies"].values(), [])]
    assert requirements
    assert [text for text in requirements if not re.fullmatch(r"[\w-]+>=[\d.]+", text)] == []


def test_every_entry_of_the_lock_is_pinned_and_has_a_hash(locked):
    assert len(locked) > 50
    bare = [name for name, entry in locked.items() if "==" not in name or not re.search(r"--hash=sha256:\w{64}", entry)]
    assert bare == []


def test_the_lock_names_no_host_and_no_option():
    assert re.findall(r"https?:|@|^-.*", read("requirements.lock"), re.MULTILINE) == []


def test_the_lock_holds_everything_that_make_installs(project, locked):
    extras = project["optional-dependencies"]
    groups = tomllib.loads(read("pyproject.toml"))["dependency-groups"]
    wanted = [*project["dependencies"], *extras["lab"], *extras["test"], *extras["site"], *groups["setup"]]
    for requirement in wanted:
        name, floor = requirement.split(">=")
        pins = [entry.split("==")[1] for entry in locked if entry.split("==")[0] == name]
        assert pins, f"{name} is not locked: make lock"
        assert all(version(pin) >= version(floor) for pin in pins)
    assert not any(name.startswith("calcml") for name in locked)


def test_colab_has_what_the_floors_ask_for(project):
    colab = dict(re.findall(r"^([\w-]+)==([\d.]+)$", read("tests/colab.txt"), re.MULTILINE))
    for requirement in project["dependencies"]:
        name, floor = requirement.split(">=")
        assert version(colab[name]) >= version(floor), f"calcml would upgrade {name} on Colab"


def test_readme_lists_the_twelve_notebooks_in_order():
    rows = re.findall(r"^\| (\d\d) \|.*?(\d\d_\w+)\.ipynb", read("README.md"), re.MULTILINE)
    assert [name for _, name in rows] == NOTEBOOKS
    assert [number for number, _ in rows] == [name[:2] for name in NOTEBOOKS]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_readme_links_each_notebook(name):
    (row,) = [line for line in read("README.md").splitlines() if line.startswith("|") and name in line]
    assert f"(notebooks/{name}.ipynb)" in row


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_imports_only_what_comes_with_calcml(path, project):
    cells = [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
    nodes = [node for cell in cells for node in ast.walk(ast.parse("".join(cell["source"])))]
    imported = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    imported |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    known = {requirement.split(">=")[0] for requirement in project["dependencies"]} | sys.stdlib_module_names
    assert imported and {name.split(".")[0] for name in imported} <= known | {"calcml"}


def test_there_are_the_twelve_notebooks_and_no_other():
    assert {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")} == set(NOTEBOOKS)


def test_make_help_and_contributing_list_every_command():
    makefile = read("Makefile")
    (phony,) = re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    helped = re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE)
    listed = re.findall(r"^\| `make ([a-z-]+)` \|", read("CONTRIBUTING.md"), re.MULTILINE)
    assert sorted(phony.split()) == sorted(helped) == sorted([*listed, "help"])
    assert set(re.findall(r"`make ([a-z-]+)`", read("README.md"))) <= set(helped)


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_links_between_files_lead_somewhere(name):
    links = re.findall(r"\]\((?!https:)([^)]+)\)", read(name))
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_importing_calcml_loads_nothing_else():
    code = "import sys; before = set(sys.modules); import calcml; print(*sorted(set(sys.modules) - before))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["calcml"]


def test_calcml_lists_its_modules():
    import calcml

    folder = Path(calcml.__file__).parent
    modules = {p.stem for p in folder.glob("*.py")} | {p.parent.name for p in folder.glob("*/__init__.py")}
    listed = set(re.findall(r"^    (\w+)  ", calcml.__doc__, re.MULTILINE))
    assert listed == modules - {"__init__"}


def test_git_tracks_nothing_that_a_command_makes():
    git = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if git.returncode:
        pytest.skip("this is not a git checkout")
    made = r"(^|/)(uv\.lock|pylock\.toml|\.venv[^/]*|__pycache__|\.ipynb_checkpoints|_?build|dist)(/|$)|\.pyc$"
    assert [name for name in git.stdout.splitlines() if re.search(made, name)] == []

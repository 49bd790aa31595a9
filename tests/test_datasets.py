"""The data are the real ones, whole, and say so when they are not."""

import shutil
from collections import Counter

import numpy as np
import pytest
from palmerpenguins import load_penguins

from calcml import datasets
from calcml.datasets import penguins

MEASUREMENTS = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")


def test_penguins_equal_the_public_package_entry_by_entry():
    public = load_penguins().dropna(subset=list(MEASUREMENTS))
    birds = penguins()
    assert set(birds._fields) == set(public.columns)
    for name in birds._fields:
        expected = public[name].fillna("") if name == "sex" else public[name]
        assert getattr(birds, name).tolist() == expected.tolist(), name


def test_penguins_leaves_out_only_birds_without_any_measurement():
    public = load_penguins()
    left_out = public[public["body_mass_g"].isna()]
    assert len(public) - len(penguins().year) == len(left_out) == 2
    assert left_out[list(MEASUREMENTS)].isna().all(axis=None)


def test_penguins_has_the_counts_that_it_states():
    birds = penguins()
    assert Counter(birds.species.tolist()) == {"Adelie": 151, "Chinstrap": 68, "Gentoo": 123}
    assert Counter(birds.sex.tolist())[""] == 9
    assert repr(birds) == "342 penguins: 151 Adelie, 68 Chinstrap, 123 Gentoo"


def test_measurements_are_finite_floats_of_342_birds():
    for name in MEASUREMENTS:
        values = getattr(penguins(), name)
        assert values.shape == (342,) and values.dtype == float and np.isfinite(values).all()
    assert penguins().year.dtype.kind == "i" and set(penguins().year.tolist()) == {2007, 2008, 2009}


def test_changing_the_arrays_does_not_change_the_next_call():
    penguins().body_mass_g[:] = 0
    assert penguins().body_mass_g.min() == 2700


@pytest.fixture
def copied_data(tmp_path, monkeypatch):
    shutil.copy(datasets.DATA / "penguins.csv", tmp_path)
    monkeypatch.setattr(datasets, "DATA", tmp_path)
    return tmp_path / "penguins.csv"


def test_a_changed_digit_is_noticed_and_the_message_says_what_to_do(copied_data):
    copied_data.write_text(copied_data.read_text().replace("3750", "3751", 1))
    with pytest.raises(ValueError, match=r"penguins\.csv is damaged.*git checkout penguins\.csv"):
        penguins()


def test_a_file_cut_short_is_noticed(copied_data):
    copied_data.write_bytes(copied_data.read_bytes()[:-1])
    with pytest.raises(ValueError, match="damaged"):
        penguins()


def test_bytes_that_are_no_text_are_noticed(copied_data):
    copied_data.write_bytes(b"\xff" + copied_data.read_bytes()[1:])
    with pytest.raises(ValueError, match="damaged"):
        penguins()


def test_line_ends_of_windows_are_no_damage(copied_data):
    copied_data.write_bytes(copied_data.read_bytes().replace(b"\n", b"\r\n"))
    assert len(penguins().year) == 342


def test_source_and_licence_stand_beside_the_data():
    text = (datasets.DATA / "README.md").read_text(encoding="utf-8")
    for needed in (*datasets.CHECKSUMS, "CC0", "Gorman", "10.1371/journal.pone.0090081"):
        assert needed in text
    assert {p.name for p in datasets.DATA.iterdir() if p.suffix != ".md"} == set(datasets.CHECKSUMS)

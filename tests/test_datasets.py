"""The data are the real ones, whole, and say so when they are not; rows are held out and columns standardised."""

import shutil
from collections import Counter

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from palmerpenguins import load_penguins

from calcml.datasets import moons, penguins, real, split, standardise

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
    shutil.copy(real.DATA / "penguins.csv", tmp_path)
    monkeypatch.setattr(real, "DATA", tmp_path)
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
    text = (real.DATA / "README.md").read_text(encoding="utf-8")
    for needed in (*real.CHECKSUMS, "CC0", "Gorman", "10.1371/journal.pone.0090081", "CC BY 4.0", "10.24432/C50P49"):
        assert needed in text
    assert {p.name for p in real.DATA.iterdir() if p.suffix != ".md"} == set(real.CHECKSUMS)


# Held-out rows


def rng(seed=0):
    return np.random.default_rng(seed)


@given(st.integers(2, 500), st.floats(0.01, 0.99), st.integers(0, 100))
def test_the_two_parts_of_a_split_hold_every_row_once(n, held_out, seed):
    assume(1 <= round(n * held_out) < n)
    train, test = split(n, held_out, rng(seed))
    assert sorted([*train, *test]) == list(range(n))
    assert len(test) == round(n * held_out)


def test_a_split_is_repeated_by_its_seed_alone():
    one, again, other = split(342, rng=rng(1)), split(342, rng=rng(1)), split(342, rng=rng(2))
    assert np.array_equal(one[1], again[1]) and not np.array_equal(one[1], other[1])
    assert (len(one[0]), len(one[1])) == (256, 86)


def test_every_row_is_held_out_about_equally_often():
    many = rng()
    rows = np.concatenate([split(8, 0.25, many)[1] for _ in range(8000)])
    assert np.allclose(np.bincount(rows) / 8000, 0.25, rtol=0.1)


@pytest.mark.parametrize("n", [0, 1, -3, 10.0, "all"])
def test_a_number_of_rows_that_cannot_be_split_is_refused(n):
    with pytest.raises(ValueError, match="n = .*; expected a whole number of rows from 2 on"):
        split(n, 0.5, rng())


@pytest.mark.parametrize("held_out", [0, 1, -0.1, 25, np.nan, 0.001, 0.999, "half", None])
def test_a_share_that_leaves_one_part_empty_is_refused(held_out):
    with pytest.raises(ValueError, match="held_out = .* of n = 10; expected a share between 0 and 1"):
        split(10, held_out, rng())


@pytest.mark.parametrize("given_instead", [None, 0])
def test_a_split_asks_for_a_random_generator(given_instead):
    with pytest.raises(TypeError, match=r"expected a random generator, such as np.random.default_rng\(0\)"):
        split(10, 0.5, given_instead)


# Two moons


def off_the_curves(X, y):
    """How far each point is from its own half circle, of radius 1 about (0, 0) or (1, 1/2), along the radius."""
    return np.hypot(*(X - np.where(y[:, None] == 0, [0, 0], [1, 0.5])).T) - 1


def test_moons_without_noise_lie_on_two_half_circles():
    X, y = moons(101, 0, rng())
    assert X.shape == (101, 2) and y.shape == (101,) and y.dtype.kind == "i"
    assert np.allclose(off_the_curves(X, y), 0, atol=1e-15)
    assert X[y == 0, 1].min() > -1e-15 and X[y == 1, 1].max() < 0.5 + 1e-15
    for moon in (0, 1):  # both ends and the middle: the whole half circle
        assert np.ptp(X[y == moon, 0]) == 2 and np.ptp(X[y == moon, 1]) > 0.999


def test_moons_interleave_so_that_no_straight_line_separates_them():
    X, y = moons(100, 0, rng())
    directions = np.stack([np.cos(t := np.linspace(0, 2 * np.pi, 721)), np.sin(t)])
    along = X @ directions
    assert (along[y == 0].max(axis=0) > along[y == 1].min(axis=0)).all()


@given(st.integers(2, 300), st.floats(0, 1), st.integers(0, 100))
def test_half_of_the_points_are_in_each_moon(n, noise, seed):
    X, y = moons(n, noise, rng(seed))
    assert np.bincount(y).tolist() == [n - n // 2, n // 2] and X.shape == (n, 2) and np.isfinite(X).all()


def test_the_noise_is_the_standard_deviation_of_each_coordinate():
    clean, noisy = moons(4000, 0, rng())[0], moons(4000, 0.2, rng())[0]
    assert np.allclose((noisy - clean).std(axis=0), 0.2, rtol=0.05)
    assert np.allclose((noisy - clean).mean(axis=0), 0, atol=0.02)


def test_moons_come_in_random_order_that_the_seed_alone_repeats():
    (X, y), (again, same), (other, _) = moons(60, 0.1, rng(1)), moons(60, 0.1, rng(1)), moons(60, 0.1, rng(2))
    assert np.array_equal(X, again) and np.array_equal(y, same) and not np.array_equal(X, other)
    assert 10 < y[:30].sum() < 20


@pytest.mark.parametrize("n", [0, 1, -3, 10.0, "all", None, True])
def test_a_number_of_points_that_makes_no_two_moons_is_refused(n):
    with pytest.raises(ValueError, match="n = .*; expected a whole number of points from 2 on"):
        moons(n, 0.1, rng())


@pytest.mark.parametrize("noise", [-0.1, np.nan, np.inf, "little", None, 1j])
def test_noise_that_is_no_standard_deviation_is_refused(noise):
    with pytest.raises(ValueError, match="noise = .*; expected a finite standard deviation from 0 on"):
        moons(10, noise, rng())


@pytest.mark.parametrize("given_instead", [None, 0])
def test_moons_ask_for_a_random_generator(given_instead):
    with pytest.raises(TypeError, match=r"expected a random generator, such as np.random.default_rng\(0\)"):
        moons(10, 0.1, given_instead)


# Standardised columns


@given(st.integers(2, 30), st.integers(1, 4), st.floats(1e-3, 1e6), st.floats(-1e6, 1e6), st.integers(0, 100))
def test_standardised_columns_have_mean_zero_and_deviation_one(n, d, scale, shift, seed):
    X = shift + scale * rng(seed).normal(size=(n, d))
    Z, mean, deviation = standardise(X)
    lost = 1e-15 * (1 + abs(shift) / scale) * n  # digits that the shift takes
    assert Z.shape == (n, d) and mean.shape == deviation.shape == (d,)
    assert np.allclose(Z.mean(axis=0), 0, atol=100 * lost) and np.allclose(Z.std(axis=0), 1, atol=100 * lost)
    assert np.allclose(mean + deviation * Z, X, rtol=1e-12, atol=1e-12 * scale)


def test_one_column_alone_may_stand_without_brackets():
    mass = penguins().body_mass_g
    z, mean, scale = standardise(mass)
    assert z.shape == (342,) and np.isclose(mean, mass.mean()) and np.isclose(scale, mass.std())


def test_standardising_leaves_the_units_behind():
    flipper = penguins().flipper_length_mm
    assert np.allclose(standardise(flipper)[0], standardise(flipper / 25.4 - 3)[0])


def test_integers_are_standardised_as_floats_and_left_as_they_are():
    X = np.array([[1, 2], [3, 5]])
    assert standardise(X)[0].tolist() == [[-1, -1], [1, 1]] and X.tolist() == [[1, 2], [3, 5]]


@pytest.mark.parametrize("constant", [0.0, 0.1, 1e9])
def test_a_constant_column_is_named(constant):
    X = np.column_stack([np.arange(7.0), np.full(7, constant)])
    with pytest.raises(ValueError, match="column 1 of X is constant, and has no scale; leave it out"):
        standardise(X)
    with pytest.raises(ValueError, match="X is constant"):
        standardise(X[:, 1])


@pytest.mark.parametrize(
    "X", [[], np.zeros((0, 2)), 3.0, np.zeros((2, 2, 2)), [1.0, np.nan], [[1.0, np.inf], [2.0, 3.0]]]
)
def test_what_has_no_columns_of_finite_numbers_is_refused(X):
    with pytest.raises(ValueError, match=r"X (has shape|holds NaN or infinity).*; expected finite numbers"):
        standardise(X)


@pytest.mark.parametrize("X", [penguins().species, [1j, 2j], [[1, "a"], [2, "b"]], None])
def test_what_is_not_made_of_real_numbers_has_no_scale(X):
    with pytest.raises(TypeError, match="expected real numbers"):
        standardise(X)

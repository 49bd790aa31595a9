"""Data to learn from, and how to prepare them: held-out rows, standardised columns.

The real data are small files in data/, each with its source and licence in data/README.md; the moons are drawn.
"""

import csv
import hashlib
from collections import Counter
from numbers import Real
from pathlib import Path
from typing import NamedTuple

import numpy as np

DATA = Path(__file__).with_name("data")
CHECKSUMS = {"penguins.csv": "f204db2c753b0937caac3cb35258562c14f073e4bbc76be24b4c51ce22767a93"}


class Penguins(NamedTuple):
    """One array a measurement, one entry a bird; the names end in the units."""

    species: np.ndarray
    island: np.ndarray
    bill_length_mm: np.ndarray
    bill_depth_mm: np.ndarray
    flipper_length_mm: np.ndarray
    body_mass_g: np.ndarray
    sex: np.ndarray
    year: np.ndarray

    def __repr__(self):
        counts = Counter(self.species.tolist())
        return f"{len(self.species)} penguins: " + ", ".join(f"{n} {species}" for species, n in sorted(counts.items()))


def penguins():
    """The Palmer penguins: 342 birds of three species, with bill, flipper and body mass.

    The file holds 344 birds. Two, of which nothing was measured, are left out, so that no number is missing: 151
    Adelie, 68 Chinstrap and 123 Gentoo remain. The sex of nine of them was not recorded. From Gorman, Williams and
    Fraser (2014), by way of the palmerpenguins package; CC0. First used in notebook 00.

    Returns
    -------
    Penguins
        A named tuple of arrays of shape (342,): `species`, `island` and `sex` (text; "" where not recorded),
        `bill_length_mm`, `bill_depth_mm` and `flipper_length_mm` (float, millimetres), `body_mass_g` (float, grams) and
        `year` (int).

    Raises
    ------
    ValueError
        If the file has been changed since it came with the package.

    Examples
    --------
    >>> birds = penguins()
    >>> birds
    342 penguins: 151 Adelie, 68 Chinstrap, 123 Gentoo
    >>> print(f"{birds.body_mass_g.mean():.0f} g")
    4202 g
    """
    rows = [row for row in csv.DictReader(_lines("penguins.csv")) if row["body_mass_g"] != "NA"]
    columns = {name: np.array([row[name] for row in rows]) for name in Penguins._fields}
    for name, values in columns.items():
        if name.endswith(("_mm", "_g")):
            columns[name] = values.astype(float)
    columns["year"] = columns["year"].astype(int)
    columns["sex"][columns["sex"] == "NA"] = ""
    return Penguins(**columns)


def moons(n, noise, rng):
    """Two interleaved half circles, which no straight line separates.

    The upper moon is (cos t, sin t), the lower (1 − cos t, ½ − sin t), each at evenly spaced t from 0 to π; then every
    coordinate is moved by a normally distributed amount. First used in notebook 09.

    Parameters
    ----------
    n : int
        How many points, of which the upper moon gets ⌈n/2⌉.
    noise : float
        The standard deviation of the move; 0 leaves the points on their curves, from 0.3 on the moons run together.
    rng : numpy.random.Generator
        Such as np.random.default_rng(0).

    Returns
    -------
    X : ndarray, shape (n, 2)
        A row a point, in random order.
    y : ndarray of int, shape (n,)
        0 for the upper moon, 1 for the lower.

    Raises
    ------
    ValueError
        If n is no whole number from 2 on, or if `noise` is not a finite number from 0 on.
    TypeError
        If `rng` is no random generator.

    Examples
    --------
    >>> X, y = moons(100, 0.1, np.random.default_rng(0))
    >>> X.shape, np.bincount(y)
    ((100, 2), array([50, 50]))
    """
    if isinstance(n, bool) or not isinstance(n, int | np.integer) or n < 2:
        raise ValueError(f"n = {n!r}; expected a whole number of points from 2 on, such as 100.")
    if not isinstance(noise, Real) or not 0 <= noise < np.inf:
        raise ValueError(f"noise = {noise!r}; expected a finite standard deviation from 0 on, such as 0.1.")
    _check_generator(rng)
    up, low = np.linspace(0, np.pi, n - n // 2), np.linspace(0, np.pi, n // 2)
    upper = np.stack([np.cos(up), np.sin(up)], axis=1)
    lower = np.stack([1 - np.cos(low), 0.5 - np.sin(low)], axis=1)
    X, y = np.concatenate([upper, lower]), np.repeat([0, 1], [len(upper), len(lower)])
    order = rng.permutation(n)
    return X[order] + noise * rng.normal(size=(n, 2)), y[order]


def split(n, held_out=0.25, rng=None):
    """Put some rows aside at random, to judge a model on data that it has not seen.

    First used in notebook 07.

    Parameters
    ----------
    n : int
        How many rows there are.
    held_out : float, default 0.25
        The share of them to put aside, between 0 and 1; rounded to whole rows, of which each part gets at least one.
    rng : numpy.random.Generator
        Such as np.random.default_rng(0).

    Returns
    -------
    train, test : ndarray of int, shapes (n - k,) and (k,)
        Indices of rows, in random order. No index is in both, and together they are all of 0 … n − 1.

    Raises
    ------
    ValueError
        If n is no whole number from 2 on, or if `held_out` is not a share between 0 and 1 that leaves both parts a row.
    TypeError
        If `rng` is no random generator.

    Examples
    --------
    >>> train, test = split(342, held_out=0.25, rng=np.random.default_rng(0))
    >>> len(train), len(test)
    (256, 86)
    """
    if not isinstance(n, int | np.integer) or n < 2:
        raise ValueError(f"n = {n!r}; expected a whole number of rows from 2 on, such as len(y).")
    count = round(n * held_out) if isinstance(held_out, Real) and 0 < held_out < 1 else 0
    if not 0 < count < n:
        expected = "a share between 0 and 1 that leaves each part at least one row, such as 0.25"
        raise ValueError(f"held_out = {held_out!r} of n = {n}; expected {expected}.")
    _check_generator(rng)
    order = rng.permutation(n)
    return order[count:], order[:count]


def standardise(X):
    """Give every column of `X` mean 0 and standard deviation 1.

    Z = (X − mean)/scale, with scale² = Σ(x − mean)²/n for each column. Use the mean and the scale of the training rows
    for the held-out rows too: (X_test − mean)/scale. First used in notebook 06.

    Parameters
    ----------
    X : array_like, shape (n, d) or (n,)
        A row an example, a column a feature. Integers are converted to floats.

    Returns
    -------
    Z : ndarray, shape of X
        Without units.
    mean, scale : ndarray, shape (d,) or ()
        In the units of the columns.

    Raises
    ------
    ValueError
        If `X` is empty, holds NaN or infinity, has another number of axes, or has a constant column.
    TypeError
        If `X` is not made of real numbers.

    Examples
    --------
    >>> Z, mean, scale = standardise([[180, 3000], [200, 4000], [220, 5000]])
    >>> print(Z[:, 0].round(3), mean, scale.round(1))
    [-1.225  0.     1.225] [ 200. 4000.] [ 16.3 816.5]
    """
    X = np.asarray(X)
    if X.dtype.kind not in "biuf":
        raise TypeError(f"X holds {X.dtype} values; expected real numbers: leave out columns of text.")
    if X.ndim not in (1, 2) or not X.size or not np.all(np.isfinite(X)):
        problem = "holds NaN or infinity" if X.ndim in (1, 2) and X.size else f"has shape {X.shape}"
        raise ValueError(f"X {problem}; expected finite numbers, a row an example: shape (n, d) or (n,).")
    X = X.astype(float)
    constant = np.flatnonzero(np.ptp(X, axis=0) == 0)
    if len(constant):
        which = f"column {constant[0]} of X is constant" if X.ndim == 2 else "X is constant"
        raise ValueError(f"{which}, and has no scale; leave it out (put a column of ones in after standardising).")
    mean, scale = X.mean(axis=0), X.std(axis=0)
    return (X - mean) / scale, mean, scale


def _check_generator(rng):
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng = {rng!r}; expected a random generator, such as np.random.default_rng(0).")


def _lines(name):
    """The lines of a data file, once its checksum has shown that it is the one that came with the package."""
    path = DATA / name
    content = path.read_bytes().replace(b"\r\n", b"\n")  # git on Windows may have changed the line ends; no damage
    if hashlib.sha256(content).hexdigest() != CHECKSUMS[name]:
        raise ValueError(
            f"{path} is damaged: its checksum is not the one that came with the package. "
            f"Get it back with `git checkout {name}` in that folder, or install calcml again."
        )
    return content.decode().splitlines()

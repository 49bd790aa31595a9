"""Real data to learn from: small files in data/, each with its source and licence in data/README.md."""

import csv
import hashlib
from collections import Counter
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

"""Real data: small files in calcml/data, each with its source and licence in data/README.md."""

import csv
import gzip
import hashlib
import zlib
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import numpy as np

DATA = Path(__file__).parents[1] / "data"
CHECKSUMS = {  # of the text in each file
    "penguins.csv": "f204db2c753b0937caac3cb35258562c14f073e4bbc76be24b4c51ce22767a93",
    "digits.csv.gz": "6ebb3d2fee246a4e99363262ddf8a00a3c41bee6014c373ed9d9216ba7f651b8",
}
INK = 16  # of a pixel that is all ink: it stands for 4 × 4 points of the scanned form


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
    FileNotFoundError
        If it is missing.

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


class Digits(NamedTuple):
    """The pictures, and which digit each shows."""

    images: np.ndarray
    labels: np.ndarray

    def __repr__(self):
        counts = np.bincount(self.labels)
        shape = " × ".join(map(str, self.images.shape[1:]))
        return f"{len(self.labels):,} digits of {shape} pixels, {counts.min()} to {counts.max()} of each"


def digits():
    """Real handwritten digits: 1,797 grey pictures of 8 × 8 pixels, written by 13 people.

    The test set of "Optical Recognition of Handwritten Digits" by Alpaydin and Kaynak (1998), in the order of the UCI
    collection; scikit-learn's `load_digits` has the same pictures, as numbers from 0 to 16. CC BY 4.0. The order is not
    random: who wrote the last fifth may have written little of the rest. First used in notebook 11.

    Returns
    -------
    Digits
        A named tuple of arrays: `images` of shape (1797, 8, 8), from 0 (paper) to 1 (ink) in sixteenths, row by row
        from the top, and `labels` of shape (1797,), whole numbers from 0 to 9. images.reshape(-1, 64) makes each
        picture a row.

    Raises
    ------
    ValueError
        If the file has been changed since it came with the package.
    FileNotFoundError
        If it is missing.

    Examples
    --------
    >>> images, labels = digits()
    >>> images.shape, labels[:5]
    ((1797, 8, 8), array([0, 1, 2, 3, 4]))
    >>> for row in images[1]:  # a one
    ...     print("".join(" .:#"[int(3 * pixel)] for pixel in row).rstrip())
       ::
       :#.
       :#.
     .:##
       ##
       ##.
       ##.
       :#.
    """
    numbers = np.array([line.split(",") for line in _lines("digits.csv.gz")], dtype=int)
    return Digits(numbers[:, :-1].reshape(-1, 8, 8) / INK, numbers[:, -1])


def _lines(name):
    """The lines of a data file, once its checksum has shown that they are those that came with the package."""
    path = DATA / name
    try:
        content = path.read_bytes() if path.suffix != ".gz" else gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error) as error:
        if isinstance(error, FileNotFoundError):
            raise FileNotFoundError(f"{path} is missing. {_back(name)}") from None
        content = b""
    content = content.replace(b"\r\n", b"\n")  # git on Windows may have changed the line ends; no damage
    if hashlib.sha256(content).hexdigest() != CHECKSUMS[name]:
        raise ValueError(f"{path} is damaged: its checksum is not the one that came with the package. {_back(name)}")
    return content.decode().splitlines()


def _back(name):
    return f"Get it back with `git checkout {name}` in that folder, or install calcml again."

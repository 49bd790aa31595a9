"""Data to learn from, and how to prepare them: held-out rows, standardised columns.

The real data are small files in calcml/data, each with its source and licence in data/README.md; the moons are drawn.

>>> digits()
1,797 digits of 8 × 8 pixels, 174 to 183 of each
"""

from calcml.datasets.drawn import moons
from calcml.datasets.real import Digits, Penguins, digits, penguins
from calcml.datasets.rows import split, standardise

__all__ = ["Digits", "Penguins", "digits", "moons", "penguins", "split", "standardise"]

"""The letters of the pictures, as a small font that travels with the site.

A picture has its words as text, laid out by matplotlib for DejaVu Sans. Where that is not installed, a browser would
take another, and words would run into each other.
"""

import shutil
from pathlib import Path

import matplotlib
from fontTools import subset

SOURCE = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
# Latin, Greek, punctuation, raised and lowered signs, arrows, mathematics, shapes
RANGES = [
    (0x20, 0x17F),
    (0x370, 0x3FF),
    (0x1D62, 0x1D6A),
    (0x2010, 0x215F),
    (0x2190, 0x22FF),
    (0x25A0, 0x25FF),
    (0x27E8, 0x27E9),
]


def write(path):
    """Write DejaVu Sans with the letters that pictures may have, as WOFF, and beside it the licence that allows it."""
    options = subset.Options(flavor="woff", layout_features=["kern"], hinting=False, drop_tables=["FFTM"])
    font = subset.load_font(SOURCE, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
    subsetter.subset(font)
    path.parent.mkdir(parents=True, exist_ok=True)
    subset.save_font(font, path, options)
    shutil.copy(SOURCE.with_name("LICENSE_DEJAVU"), path.with_name("LICENSE_DEJAVU.txt"))

"""Colours that mean the same in every picture of the course, and the look of the axes around them.

Never tell two things apart by colour alone: give each its own dashes or marker as well.
"""

from pathlib import Path

_STYLE_FILE = Path(__file__).with_name("calcml.mplstyle")

# Okabe and Ito's palette, which colour-blind readers can tell apart.
COLOURS = {
    "function": "#0072B2",
    "derivative": "#D55E00",  # and tangent, and gradient
    "start": "#009E73",  # and choice
    "second": "#CC79A7",
    "path": "#1F2933",
    "ink": "#1F2933",
    "context": "#7B8794",
}

# The same meanings for letters, which need more contrast than lines: at least 4.5 : 1 on white.
TEXT_COLOURS = COLOURS | {
    "derivative": "#B84E00",
    "start": "#007A58",
    "second": "#A3487F",
    "context": "#52606D",
}


def use():
    """Give every figure made from now on the look of the course.

    Sets matplotlib's rc parameters from calcml.mplstyle, for the running kernel. Figures are 7 inches wide: shown at
    700 pixels, their letters are at least 11 pt. First used in notebook 00.

    Examples
    --------
    >>> import matplotlib
    >>> with matplotlib.rc_context():
    ...     use()
    ...     print(matplotlib.rcParams["axes.spines.top"])
    False
    """
    import matplotlib

    matplotlib.rcParams.update(matplotlib.rc_params_from_file(_STYLE_FILE, use_default_template=False))

"""Colours that can be read, letters that are large enough, and an import that costs nothing."""

import subprocess
import sys

import matplotlib as mpl
import pytest
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure

from calcml import style
from calcml.style import COLOURS, TEXT_COLOURS


@pytest.fixture
def rc():
    with mpl.rc_context():
        mpl.rcdefaults()
        style.use()
        yield mpl.rcParams


def luminance(colour):
    """Relative luminance as WCAG 2 defines it."""
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast_on_white(colour):
    return 1.05 / (luminance(colour) + 0.05)


def test_the_contrast_formula_gives_the_known_ends():
    assert contrast_on_white("black") == pytest.approx(21)
    assert contrast_on_white("white") == 1
    assert contrast_on_white("#767676") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("meaning", TEXT_COLOURS)
def test_letters_have_a_contrast_of_four_and_a_half_on_white(meaning):
    assert contrast_on_white(TEXT_COLOURS[meaning]) >= 4.5


@pytest.mark.parametrize("meaning", COLOURS)
def test_lines_have_a_contrast_of_three_on_white(meaning):
    assert contrast_on_white(COLOURS[meaning]) >= 3


def test_every_meaning_has_a_colour_for_lines_and_one_for_letters():
    assert set(COLOURS) == set(TEXT_COLOURS)
    assert {"function", "derivative", "start", "second", "path", "ink", "context"} <= set(COLOURS)


def test_meanings_have_different_colours_but_for_path_and_ink():
    for colours in (COLOURS, TEXT_COLOURS):
        assert colours["path"] == colours["ink"]
        assert len(set(colours.values())) == len(colours) - 1


def test_letters_around_the_axes_have_enough_contrast(rc):
    for name in ("text.color", "axes.labelcolor", "axes.titlecolor", "xtick.labelcolor", "ytick.labelcolor"):
        assert contrast_on_white(rc[name]) >= 4.5, name


def test_letters_are_at_least_eleven_points_when_a_figure_is_shown_700_pixels_wide(rc):
    pixels_per_point = 700 / (rc["figure.figsize"][0] * 72)
    figure = Figure()
    axes = figure.subplots()
    axes.set(title="title", xlabel="x", ylabel="y")
    axes.plot([0, 1], label="line")
    axes.legend()
    figure.draw_without_rendering()  # so that the ticks have their labels
    texts = [t for t in figure.findobj(mpl.text.Text) if t.get_text()]
    assert len(texts) > 10
    for text in texts:
        assert text.get_fontsize() * pixels_per_point >= 11 * 96 / 72, text  # a browser's point is 96/72 pixels


def test_the_first_series_of_a_plot_are_coloured_by_meaning_and_differ_by_their_dashes(rc):
    cycle = list(rc["axes.prop_cycle"])
    meanings = ("function", "derivative", "start", "second", "ink", "context")
    assert [to_hex(c["color"]).upper() for c in cycle] == [COLOURS[m] for m in meanings]
    assert len({str(c["linestyle"]) for c in cycle}) == len(cycle)


def test_text_asks_the_browser_for_fonts_of_like_width(rc):
    assert rc["font.family"] == ["sans-serif"]
    assert rc["font.sans-serif"][0] == "DejaVu Sans" and "Verdana" in rc["font.sans-serif"]


def test_the_style_leaves_the_svg_settings_and_the_cropping_to_the_live_figures(rc):
    names = mpl.rc_params_from_file(style._STYLE_FILE, use_default_template=False)
    assert names and not any(name.startswith(("svg", "savefig.bbox", "backend")) for name in names)


def test_top_and_right_spines_are_gone(rc):
    spines = Figure().subplots().spines
    assert not spines["top"].get_visible() and not spines["right"].get_visible()


def test_importing_style_loads_no_matplotlib():
    code = "import sys, calcml.style; assert not any(m.startswith('matplotlib') for m in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_using_the_style_loads_no_pyplot():
    code = "import sys, calcml.style as s; s.use(); assert 'matplotlib.pyplot' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)

"""draw_digits: small pictures in a row."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from calcml.datasets import digits
from calcml.figures.digit_pictures import draw_digits


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


def test_each_picture_shows_its_pixels_on_one_scale_from_paper_to_ink():
    images = digits().images[:4]
    axes = draw_digits(images.reshape(-1, 64), ["a", "b", "c", "d"], across=3)
    assert [ax.get_title() for ax in axes] == ["a", "b", "c", "d"]
    for ax, image in zip(axes, images, strict=True):
        (shown,) = ax.images
        assert np.array_equal(shown.get_array(), image) and shown.get_clim() == (0, 1)


@pytest.mark.parametrize(
    ("pictures", "titles", "start"),
    [
        (np.zeros((2, 63)), None, "pictures have shape"),
        (np.zeros(64), None, "pictures have shape"),
        (np.zeros((0, 64)), None, "pictures have shape"),
        (np.zeros((2, 64)), ["one"], "1 titles for 2 pictures"),
    ],
)
def test_what_is_no_picture_is_refused(pictures, titles, start):
    with pytest.raises(ValueError, match=start):
        draw_digits(pictures, titles)

"""The digits are those of the UCI collection, pixel by pixel, and say so when they are not."""

import gzip
import hashlib
import shutil

import numpy as np
import pytest

from calcml.datasets import digits, real

NAME = "digits.csv.gz"


def test_digits_equal_scikit_learns_copy_entry_by_entry():
    reason = "scikit-learn is not installed, so the digits are compared with their checksum alone"
    peer = pytest.importorskip("sklearn.datasets", reason=reason).load_digits()
    images, labels = digits()
    assert np.array_equal(images * 16, peer.images) and np.array_equal(labels, peer.target)
    assert np.array_equal(images.reshape(-1, 64) * 16, peer.data)


def test_digits_written_out_again_have_the_stored_checksum_of_scikit_learns_file():
    images, labels = digits()
    rows = np.column_stack([images.reshape(-1, 64) * 16, labels]).astype(int).tolist()
    text = "".join(",".join(map(str, row)) + "\n" for row in rows)
    expected = "6ebb3d2fee246a4e99363262ddf8a00a3c41bee6014c373ed9d9216ba7f651b8"  # of scikit-learn 1.9's, unpacked
    assert hashlib.sha256(text.encode()).hexdigest() == real.CHECKSUMS[NAME] == expected


def test_digits_are_1797_pictures_in_sixteenths_from_paper_to_ink():
    images, labels = digits()
    assert images.shape == (1797, 8, 8) and images.dtype == float
    assert np.array_equal(np.unique(images * 16), np.arange(17))
    assert np.bincount(labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert repr(digits()) == "1,797 digits of 8 × 8 pixels, 174 to 183 of each"


def test_a_picture_stands_upright_with_its_rows_from_the_top():
    images, labels = digits()
    seven, four = images[labels == 7].mean(axis=0), images[labels == 4].mean(axis=0)
    assert seven[:2].sum() > 1.2 * seven[6:].sum()  # the bar of a seven is at the top
    assert four[3:5].sum(axis=0)[:3].sum() > four[6:].sum(axis=0)[:3].sum()  # a four stands on one leg


def test_the_file_is_small():
    assert (real.DATA / NAME).stat().st_size < 60_000


def test_changing_the_arrays_does_not_change_the_next_call():
    digits().images[:] = 0
    assert digits().images.max() == 1


@pytest.fixture
def copy(tmp_path, monkeypatch):
    shutil.copy(real.DATA / NAME, tmp_path)
    monkeypatch.setattr(real, "DATA", tmp_path)
    return tmp_path / NAME


def a_pixel_changed(packed):
    return gzip.compress(gzip.decompress(packed).replace(b"0,5,13,9", b"0,5,13,8", 1))


DAMAGES = {
    "a pixel changed": a_pixel_changed,
    "cut short": lambda packed: packed[:-100],
    "a byte changed": lambda packed: packed[:9000] + bytes([packed[9000] ^ 255]) + packed[9001:],
    "its head lost": lambda packed: packed[2:],
    "empty": lambda packed: b"",
    "a page about a missing file": lambda packed: b"<html>404</html>",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_noticed_and_the_message_says_what_to_do(copy, damage):
    copy.write_bytes(DAMAGES[damage](copy.read_bytes()))
    with pytest.raises(ValueError, match=r"digits\.csv\.gz is damaged: its checksum.*git checkout digits\.csv\.gz"):
        digits()


def test_how_the_text_is_packed_is_no_damage(copy):
    copy.write_bytes(gzip.compress(gzip.decompress(copy.read_bytes()).replace(b"\n", b"\r\n"), 1))
    assert len(digits().labels) == 1797


def test_a_file_that_is_not_there_is_named(copy):
    copy.unlink()
    with pytest.raises(FileNotFoundError, match=r"digits\.csv\.gz is missing. Get it back with `git checkout digits"):
        digits()

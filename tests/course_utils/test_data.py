"""The data sets: their shapes, their seeds, and what they promise to show."""

from __future__ import annotations

import gzip
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import datasets

from course_utils import data

PLANE = [data.blobs, data.moons, data.circles, data.spirals, data.same_value, data.xor]


@pytest.mark.parametrize("make", PLANE)
def test_a_data_set_is_floats_and_balanced_integer_labels(make: Callable[..., data.Data]) -> None:
    X, y = make(n=40, seed=0)
    assert X.shape == (40, 2)
    assert X.dtype == float
    assert y.dtype.kind == "i"
    assert np.bincount(y).tolist() == [20, 20]


@pytest.mark.parametrize("make", [*PLANE, data.outliers])
def test_the_seed_alone_decides(make: Callable[..., data.Data]) -> None:
    options = {} if make is data.outliers else {"noise": 0.1}
    options = {} if make is data.blobs else options
    first = make(n=40, seed=1, **options)
    again = make(n=40, seed=np.random.default_rng(1), **options)
    other = make(n=40, seed=2, **options)
    assert np.array_equal(first[0], again[0])
    assert np.array_equal(first[1], again[1])
    assert not np.array_equal(first[0], other[0])


def test_same_value_is_the_slides_table() -> None:
    X, y = data.same_value()
    assert X.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert y.tolist() == [1, 0, 0, 1]
    assert data.xor()[1].tolist() == [0, 1, 1, 0]
    with pytest.raises(ValueError, match="seed must be given"):
        data.same_value(noise=0.1)


def test_far_points_tilt_least_squares_and_not_the_classes() -> None:
    X, y = data.outliers(seed=0)
    A = np.column_stack([X, np.ones(len(X))])
    near = slice(0, -8)
    with_far = np.linalg.lstsq(A, y.astype(float), rcond=None)[0]
    without = np.linalg.lstsq(A[near], y[near].astype(float), rcond=None)[0]
    wrong = [int(np.sum((A[near] @ w > 0.5) != (y[near] == 1))) for w in (with_far, without)]
    assert wrong[0] > wrong[1]
    assert y[-8:].tolist() == [1] * 8


@settings(deadline=None, max_examples=30)
@given(slope=st.floats(-3, 3), intercept=st.sampled_from([-2.0, 1.5]), seed=st.integers(0, 99))
def test_line_sides_are_parted_by_the_line(slope: float, intercept: float, seed: int) -> None:
    X, y = data.line_sides(slope=slope, intercept=intercept, seed=seed)
    height = (slope * X[:, 0] + intercept - X[:, 1]) * np.sign(intercept)
    assert np.array_equal(height > 0, y == 1)
    assert np.abs(height).min() / np.hypot(1, slope) >= 0.4 - 1e-9


def test_sine_is_a_sine_when_there_is_no_noise() -> None:
    x, t = data.sine(n=5, noise=0.0, seed=0)
    assert x.tolist() == [0, 0.25, 0.5, 0.75, 1]
    assert np.allclose(t, [0, 1, 0, -1, 0])


def test_documents_are_lists_of_words_with_as_many_labels() -> None:
    texts, y = data.documents()
    assert len(texts) == len(y) == 16
    assert sorted(set(y.tolist())) == [0, 1]
    assert all(word.islower() and " " not in word for text in texts for word in text)


def test_the_bundled_sets_are_scikit_learns() -> None:
    X, y = data.digits()
    assert (X.min(), X.max(), y.max()) == (0, 1, 9)
    for found, name in (
        ((16 * X, y), "digits"),
        (data.iris(), "iris"),
        (data.breast_cancer(), "breast_cancer"),
    ):
        expected_X, expected_y = getattr(datasets, f"load_{name}")(return_X_y=True)
        assert np.array_equal(found[0], expected_X)
        assert np.array_equal(found[1], expected_y)
    assert np.array_equal(data.iris(columns=(2, 3))[0], data.iris()[0][:, 2:])


@settings(deadline=None, max_examples=50)
@given(n=st.integers(2, 60), fraction=st.floats(0.05, 0.95), seed=st.integers(0, 10**6))
def test_split_puts_every_example_in_one_part(n: int, fraction: float, seed: int) -> None:
    X, y = np.arange(2 * n).reshape(n, 2), np.arange(n)
    if not 0 < round(n * fraction) < n:
        with pytest.raises(ValueError, match="fraction must leave examples"):
            data.split(X, y, fraction, seed)
        return
    X_train, X_out, y_train, y_out = data.split(X, y, fraction, seed)
    assert len(y_out) == round(n * fraction)
    assert sorted([*y_train, *y_out]) == list(range(n))
    assert np.array_equal(X_train[:, 0], 2 * y_train)
    assert np.array_equal(X_out[:, 0], 2 * y_out)


def _idx(array: np.ndarray) -> bytes:
    lengths = struct.pack(f">{array.ndim}I", *array.shape)
    return bytes([0, 0, 8, array.ndim]) + lengths + array.astype(np.uint8).tobytes()


def test_mnist_reads_idx_files_plain_or_zipped(tmp_path: Path) -> None:
    pictures = np.arange(2 * 784).reshape(2, 28, 28) % 256
    (tmp_path / "train-images-idx3-ubyte").write_bytes(_idx(pictures))
    zipped = gzip.compress(_idx(np.array([3, 7])))
    (tmp_path / "train-labels-idx1-ubyte.gz").write_bytes(zipped)
    X, y = data.mnist(tmp_path)
    assert X.shape == (2, 784)
    assert X.max() == 1
    assert y.tolist() == [3, 7]


def test_mnist_reads_an_npz_file_without_pickle(tmp_path: Path) -> None:
    file = tmp_path / "mnist.npz"
    np.savez(file, x_test=np.zeros((3, 28, 28), np.uint8), y_test=np.arange(3))
    assert data.mnist(file, part="test")[0].shape == (3, 784)
    with pytest.raises(ValueError, match="x_train"):
        data.mnist(file)
    np.savez(file, x_train=np.array([{}], dtype=object), y_train=np.arange(1))
    with pytest.raises(ValueError, match="could not be read"):
        data.mnist(file)


def test_mnist_says_in_one_sentence_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="put train-images-idx3-ubyte"):
        data.mnist(tmp_path / "nowhere")
    (tmp_path / "train-images-idx3-ubyte").write_bytes(b"GIF89a")
    with pytest.raises(ValueError, match="must be an IDX file"):
        data.mnist(tmp_path)
    with pytest.raises(ValueError, match="part must be one of"):
        data.mnist(tmp_path, part="both")


def test_importing_checks_and_data_imports_no_more_than_numpy() -> None:
    code = (
        "import sys; import course_utils; from course_utils import check, data, gradcheck, plots;"
        "print([m for m in ('matplotlib', 'sklearn', 'scipy', 'ipywidgets', 'IPython')"
        " if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"

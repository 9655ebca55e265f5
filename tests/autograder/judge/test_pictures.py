"""Pictures of students: the pixels stay, everything else in the file goes."""

from __future__ import annotations

import base64
import io
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from autograder.judge import outputs
from autograder.judge.outputs import MOST_PIXELS, redrawn

SECRET = "<script>alert(1)</script>"


def png(pixels: np.ndarray, *, behind: bytes = b"") -> bytes:
    about = PngInfo()
    about.add_text("Comment", SECRET)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, format="PNG", pnginfo=about)
    return out.getvalue() + behind


def again(data: bytes) -> bytes | None:
    text = redrawn(base64.b64encode(data).decode())
    return None if text is None else base64.b64decode(text)


def test_pixels_stay_and_what_hides_in_the_file_goes() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (9, 7, 4), dtype=np.uint8)
    new = again(png(pixels, behind=SECRET.encode()))
    assert new is not None
    assert SECRET.encode() not in new
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(new))), pixels)


def test_a_picture_too_large_is_left_out_before_it_is_unpacked() -> None:
    side = int(MOST_PIXELS**0.5) + 1
    small = png(np.zeros((2, 2, 4), dtype=np.uint8))
    head = b"IHDR" + side.to_bytes(4, "big") + side.to_bytes(4, "big") + small[24:29]
    large = small[:12] + head + zlib.crc32(head).to_bytes(4, "big") + small[33:]
    assert again(large) is None


@pytest.mark.parametrize("kind", ["GIF", "JPEG", "BMP"])
def test_other_formats_are_no_pictures(kind: str) -> None:
    out = io.BytesIO()
    Image.new("RGB", (3, 3)).save(out, format=kind)
    assert again(out.getvalue()) is None


@settings(max_examples=60)
@given(st.data())
def test_a_broken_picture_never_raises(data: st.DataObject) -> None:
    whole = png(np.zeros((5, 5, 4), dtype=np.uint8))
    cut = bytearray(whole[: data.draw(st.integers(0, len(whole)))])
    for _ in range(data.draw(st.integers(0, 4))):
        if cut:
            cut[data.draw(st.integers(0, len(cut) - 1))] = data.draw(st.integers(0, 255))
    again(bytes(cut))
    assert redrawn("no base64!") is None


def test_a_picture_seen_before_is_not_drawn_again_and_only_the_last_few_are_kept() -> None:
    outputs._redrawn_once.cache_clear()
    sent = [png(np.full((3, 3, 4), shade, dtype=np.uint8)) for shade in range(20)]
    first = [again(picture) for picture in sent]
    assert outputs._redrawn_once.cache_info().hits == 0
    assert len(set(first)) == 20
    assert [again(picture) for picture in sent[-3:]] == first[-3:]
    found = outputs._redrawn_once.cache_info()
    assert (found.hits, found.currsize) == (3, outputs._PICTURES_KEPT)


def test_a_long_picture_is_not_kept() -> None:
    noise = np.random.default_rng(2).integers(0, 256, (300, 300, 4), dtype=np.uint8)
    outputs._redrawn_once.cache_clear()
    assert again(png(noise)) == again(png(noise))
    assert outputs._redrawn_once.cache_info().currsize == 0

"""What comes in is told by its content, cleaned, and refused in words where it cannot be taken."""

import io
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from yishi.foundation.files.choices import Kind, MediaType
from yishi.foundation.files.contents import Format, recognise
from yishi.foundation.files.intake import RefusedFile, clean_name, take_in
from yishi.foundation.files.limits import limits
from yishi.foundation.files.pictures import proposed_place
from yishi.foundation.files.tests.uploads_for_tests import (
    HTML,
    PDF,
    REFUSED,
    SECRET,
    annotated_png,
    encoded,
    jpeg,
    picture,
    telephone_photo,
    upload,
)


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_good_file_is_refused_in_words(what: str) -> None:
    make, code = REFUSED[what]
    with pytest.raises(RefusedFile) as refusal:
        take_in(upload(make(), "证据.jpg"))
    assert refusal.value.code == code
    assert "证据.jpg" in refusal.value.messages[0]


def test_heic_is_refused_with_what_to_do() -> None:
    with pytest.raises(RefusedFile, match="兼容性最佳"):
        take_in(upload(REFUSED["heic"][0](), "IMG_1.HEIC"))


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "GIF"])
def test_each_kind_of_picture_becomes_jpeg_whatever_it_was_called(image_format: str) -> None:
    taken = take_in(upload(encoded(picture(), image_format), "a.txt", "text/plain"))
    assert (taken.kind, taken.media_type) == (Kind.PICTURE, MediaType.JPEG)
    assert (taken.width, taken.height) == (80, 60)
    assert opened(taken.content).format == "JPEG"


def test_nothing_but_what_can_be_seen_is_kept() -> None:
    for sent in (telephone_photo(), annotated_png(), encoded(picture(), "WEBP", xmp=SECRET.encode())):
        assert SECRET.encode() in sent or image_says(sent, SECRET)
        taken = take_in(upload(sent))
        for stored in (taken.content, taken.small):
            assert stored is not None
            image = opened(stored)
            image.load()
            assert not image.getexif()
            assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}
            assert SECRET.encode() not in stored


def image_says(data: bytes, words: str) -> bool:
    image = opened(data)
    image.load()
    return any(words in str(value) for value in [*image.info.values(), *image.getexif().values()])


def test_the_picture_stands_upright() -> None:
    taken = take_in(upload(telephone_photo(orientation=6)))
    assert (taken.width, taken.height) == (60, 80)
    # The orange quarter was at the top left; turned by a quarter it is at the top right.
    red, _green, blue = opened(taken.content).getpixel((50, 10))  # type: ignore[misc]
    assert red > 200
    assert blue < 80


def test_the_place_is_proposed_but_not_stored() -> None:
    sent = telephone_photo(120.5, -31.25)
    taken = take_in(upload(sent))
    assert taken.place == (120.5, -31.25)
    assert proposed_place(taken.content) is None


@pytest.mark.parametrize("data", [b"", b"no picture", jpeg(), PDF, telephone_photo(0, 0), telephone_photo(120, 95)])
def test_no_place_is_proposed_where_there_is_none(data: bytes) -> None:
    assert proposed_place(data) is None


@given(
    longitude=st.floats(-180, 180).filter(lambda x: abs(x) > 0.001),
    latitude=st.floats(-90, 90).filter(lambda x: abs(x) > 0.001),
)
@settings(max_examples=30, deadline=None)
def test_the_place_is_read_as_it_was_written(longitude: float, latitude: float) -> None:
    place = proposed_place(telephone_photo(longitude, latitude))
    assert place is not None
    assert place == pytest.approx((longitude, latitude), abs=1e-5)


def test_large_pictures_are_scaled_down() -> None:
    taken = take_in(upload(encoded(picture(6000, 3000))))
    assert (taken.width, taken.height) == (limits().picture_edge, limits().picture_edge // 2)
    assert taken.small is not None
    assert max(opened(taken.small).size) == limits().small_edge


@pytest.mark.slow
def test_a_photograph_of_fifty_megapixels_is_taken() -> None:
    taken = take_in(upload(encoded(picture(8160, 6144))))
    assert max(taken.width or 0, taken.height or 0) == limits().picture_edge


def test_transparent_parts_become_white() -> None:
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    taken = take_in(upload(encoded(clear, "PNG")))
    assert min(opened(taken.content).getpixel((20, 20))) > 250  # type: ignore[arg-type]


def test_sixteen_bits_of_grey_keep_their_shades() -> None:
    grey = Image.new("I;16", (40, 40), 0x8000)
    taken = take_in(upload(encoded(grey, "PNG")))
    assert opened(taken.content).getpixel((20, 20))[0] == pytest.approx(128, abs=3)  # type: ignore[index]


def test_of_an_animation_the_first_frame_is_taken() -> None:
    frames = [picture(colour=colour) for colour in ("teal", "red")]
    sent = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    image = opened(take_in(upload(sent)).content)
    assert getattr(image, "n_frames", 1) == 1
    assert image.getpixel((70, 50))[0] < 60  # type: ignore[index]


def test_a_page_hidden_behind_a_picture_does_not_survive() -> None:
    for sent in (jpeg() + HTML, jpeg(comment=HTML), encoded(picture(), "GIF") + HTML):
        assert HTML in sent
        taken = take_in(upload(sent, "a.html", "text/html"))
        assert b"script" not in taken.content
        assert b"script" not in (taken.small or b"")


def test_a_pdf_is_taken_as_it_is() -> None:
    taken = take_in(upload(PDF, "材料.pdf"))
    assert (taken.kind, taken.media_type, taken.content) == (Kind.DOCUMENT, MediaType.PDF, PDF)


def test_a_file_too_large_is_refused_before_it_is_read() -> None:
    sent = upload(b"", "大.jpg")
    sent.size = limits().picture_bytes + 1
    sent.close()
    with pytest.raises(RefusedFile) as refusal:
        take_in(sent)
    assert refusal.value.code == "size"


def test_a_document_has_a_smaller_limit_than_a_picture() -> None:
    padded = PDF[:-40] + b"%" * limits().document_bytes + PDF[-40:]
    with pytest.raises(RefusedFile) as refusal:
        take_in(upload(padded, "材料.pdf"))
    assert refusal.value.code == "size"


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\a.jpg", "a.jpg"),
        ("/", ""),
        ("..", ""),
        ("a\x00b\r\n\tc.jpg", "abc.jpg"),
        ("照片\u202egpj.exe", "照片gpj.exe"),
        ("  我家  楼道 .jpg", "我家 楼道 .jpg"),
        ("𠮷野.jpg", "𠮷野.jpg"),
        ("长" * 300 + ".jpeg", "长" * 115 + ".jpeg"),
        ("a." + "b" * 300, "a." + "b" * 118),
    ],
)
def test_names_are_cleaned(raw: str, clean: str) -> None:
    assert clean_name(raw, 120) == clean


@given(st.text(max_size=300))
def test_a_clean_name_is_short_and_harmless(raw: str) -> None:
    name = clean_name(raw, 120)
    assert len(name) <= 120
    assert not set(name) & set("/\\\x00\r\n\u202e\u200b")
    assert name not in (".", "..")
    assert clean_name(name, 120) == name


@given(st.binary(max_size=64))
def test_bytes_of_any_kind_are_told_apart_without_a_fault(data: bytes) -> None:
    found = recognise(data)
    assert found is None or found in Format


@given(
    st.binary(max_size=200), st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\0\0\0\0WEBP"])
)
@settings(deadline=None)
def test_damaged_pictures_of_any_kind_are_refused_not_failed_on(data: bytes, signature: bytes) -> None:
    with pytest.raises(RefusedFile):
        take_in(upload(signature + data))


def test_pictures_sent_at_the_same_time_are_all_taken() -> None:
    done: list[int] = []
    threads = [threading.Thread(target=lambda: done.append(take_in(upload(jpeg())).width or 0)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [80, 80, 80, 80]

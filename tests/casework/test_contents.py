"""What a file may be: by its content, whatever its name says."""

import io
import struct
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from airdefense.casework.contents import kept_name, sniff
from airdefense.casework.workflow import NotPossible
from tests.factories.inspections import PNG

PICTURE = bytes.fromhex(PNG)
PDF = b"%PDF-1.7 of the test"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ZEROS = b"\x00" * 30_000_000
DOCX = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}
XLSX = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}


def package(parts):
    """A zip package of these parts, packed as office programs pack."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return file.getvalue()


def png(width, height):
    head = b"IHDR" + struct.pack(">II", width, height) + b"\x08\x00\x00\x00\x00"
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + b"\x00" * 4


def jpeg(width, height):
    frame = b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width) + b"\x03" + b"\x00" * 9
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 9 + frame + b"\xff\xd9"


def webp(width, height):
    sizes = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00" + sizes


def heic(width, height):
    brand = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"
    return brand + b"\x00\x00\x00\x14ispe\x00\x00\x00\x00" + struct.pack(">II", width, height)


def old_office(stream):
    return OLE + b"\x00" * 600 + f"{stream}\0".encode("utf-16-le")


def upload(name, content):
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    ("name", "content", "mime"),
    [
        ("函.pdf", PDF, "application/pdf"),
        ("现场.PNG", PICTURE, "image/png"),
        ("现场.jpeg", jpeg(4000, 3000), "image/jpeg"),
        ("现场.webp", webp(4000, 3000), "image/webp"),
        ("现场.heic", heic(4032, 3024), "image/heic"),
        (
            "底稿.docx",
            package(DOCX),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            "台账.xlsx",
            # Other office programs write the parts in another order.
            package(dict(reversed(XLSX.items()))),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (
            "旧稿.doc",
            OLE + b"\x00" * 600 + "WordDocument\0".encode("utf-16-le"),
            "application/msword",
        ),
        (
            "旧表.xls",
            OLE + b"\x00" * 600 + "Workbook\0".encode("utf-16-le"),
            "application/vnd.ms-excel",
        ),
    ],
)
def test_a_file_is_known_by_its_content(name, content, mime):
    assert sniff(upload(name, content)) == mime


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"<html><script>alert(1)</script>"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a.html", b"<!doctype html><title>x</title>"),
        ("a.exe", b"MZ\x90\x00"),
        ("a.pdf.html", PDF),
        ("a.pdf", PICTURE),
        ("a.docx", package(XLSX)),
        ("a.docx", package({"x.txt": b"x"})),
        ("a.xls", OLE + b"\x00" * 600),
        # Two things at once: a picture that a browser would run, a PDF that is a package.
        ("a.jpg", jpeg(10, 10) + b"<script>alert(1)</script>"),
        ("a.pdf", PDF + b"\n<html><body onload=alert(1)>"),
        ("a.pdf", PDF + package({"a.class": b"x"})),
        ("a.png", PICTURE + package({"a.class": b"x"})),
        ("none", PDF),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(name, content):
    with pytest.raises(NotPossible, match="only PDF, pictures, Word"):
        sniff(upload(name, content))


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        (DOCX | {"word/media/a.bin": ZEROS}, "unpacks to more"),
        (DOCX | {f"word/{n}.xml": b"" for n in range(5_001)}, "unpacks to more"),
        (DOCX | {"word/a.zip": package({"x": b"x"})}, "packages within packages"),
        (
            DOCX | {"word/embeddings/a.xlsx": package(XLSX | {"b.xlsx": package(XLSX)})},
            "packages within packages",
        ),
        (
            DOCX | {"word/embeddings/a.xlsx": package({"x": b"\x00" * 30_000_000})},
            "unpacks to more",
        ),
        (DOCX | {"word/vbaProject.bin": b"x"}, "macros"),
        (DOCX | {"[Content_Types].xml": b"<Types>macroEnabled</Types>"}, "macros"),
    ],
)
def test_an_office_file_that_could_do_harm_is_refused_with_the_reason(parts, reason):
    with pytest.raises(NotPossible, match=f"a.docx is not taken in: .*{reason}"):
        sniff(upload("a.docx", package(parts)))


def test_a_table_inside_a_document_is_no_harm():
    parts = DOCX | {"word/embeddings/a.xlsx": package(XLSX)}

    assert sniff(upload("a.docx", package(parts))).endswith("wordprocessingml.document")


def test_a_directory_that_lies_about_its_parts_is_a_damaged_file():
    honest = package(DOCX | {"word/a.xml": b"x" * 5_000})
    # The directory says one byte where five thousand are packed.
    lying = honest.replace(struct.pack("<I", 5_000), struct.pack("<I", 1))

    with pytest.raises(NotPossible, match="cannot be opened"):
        sniff(upload("a.docx", lying))


def test_a_package_cut_short_is_a_damaged_file():
    with pytest.raises(NotPossible, match="cannot be opened"):
        sniff(upload("a.docx", package(DOCX)[:80]))


def test_an_office_file_with_a_password_is_told_so():
    locked = old_office("EncryptedPackage")
    marked = bytearray(package(DOCX))
    # The flag of an encrypted part, in the directory.
    marked[marked.index(b"PK\x01\x02") + 8] |= 1

    for content in (locked, bytes(marked)):
        with pytest.raises(NotPossible, match="protected by a password"):
            sniff(upload("a.docx", content))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", png(60_000, 60_000)),
        ("a.jpg", jpeg(65_000, 65_000)),
        ("a.webp", webp(16_000, 17_000)),
        ("a.heic", heic(60_000, 60_000)),
    ],
)
def test_a_picture_that_unfolds_without_end_is_refused_by_its_head(name, content):
    with pytest.raises(NotPossible, match="more than 260 million points"):
        sniff(upload(name, content))


@pytest.mark.parametrize(
    ("name", "content"), [("a.png", png(0, 9)), ("a.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00")]
)
def test_a_picture_whose_head_tells_no_size_is_damaged(name, content):
    with pytest.raises(NotPossible, match="damaged"):
        sniff(upload(name, content))


def test_an_empty_file_is_refused():
    with pytest.raises(NotPossible, match=r"a\.pdf is empty"):
        sniff(upload("a.pdf", b""))


def test_a_name_that_hides_how_it_ends_is_refused():
    with pytest.raises(NotPossible, match="hides how it ends"):
        sniff(upload("合同\u202efdp.pdf", PDF))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\机密\\函.pdf", "函.pdf"),
        ("函\r\n.pdf", "函.pdf"),
        ("字" * 255 + ".docx", "字" * 195 + ".docx"),
        (" . ", "file"),
        ("没有后缀", "没有后缀"),
    ],
)
def test_a_name_is_kept_without_its_path_and_with_its_ending(name, kept):
    assert kept_name(name) == kept

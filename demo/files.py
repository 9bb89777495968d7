"""A few small real files that stand for evidence and proof: kept once, shown in many cases."""

import hashlib
import struct
import zlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from demo.twins.books import StoredFile

WIDTH, HEIGHT = 160, 100
PICTURES = (
    ("现场照片1.png", (203, 213, 225)),
    ("现场照片2.png", (214, 211, 209)),
    ("票据影像.png", (254, 243, 199)),
)
PAPERS = ("核查底稿附件.pdf", "整改佐证材料.pdf", "会议纪要.pdf", "线索材料.pdf")


class Files:
    """The files of the demonstration; the same bytes whenever it is loaded."""

    def __init__(self):
        self.pictures = [keep(name, picture(colour), "image/png") for name, colour in PICTURES]
        papers = [
            keep(name, paper(f"Simulated document {n}"), "application/pdf")
            for n, name in enumerate(PAPERS, start=1)
        ]
        self.working_paper, self.proof, self.minutes, self.lead = papers

    @property
    def evidence(self) -> list[StoredFile]:
        return [*self.pictures, self.working_paper]

    @property
    def proofs(self) -> list[StoredFile]:
        return [self.proof, self.minutes, self.pictures[-1]]


def keep(name: str, content: bytes, content_type: str) -> StoredFile:
    """Store the bytes under a name made of their hash, once."""
    digest = hashlib.sha256(content).hexdigest()
    suffix = name.rsplit(".", 1)[-1]
    path = f"evidence/{digest[:2]}/{digest[:40]}.{suffix}"
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(content))
    return StoredFile(path, name, digest, len(content), content_type)


def picture(colour: tuple[int, int, int]) -> bytes:
    """A PNG: a plain wall with a darker floor."""
    wall, floor = bytes(colour) * WIDTH, bytes(part * 3 // 4 for part in colour) * WIDTH
    rows = b"".join(b"\0" + (wall if row < HEIGHT * 2 // 3 else floor) for row in range(HEIGHT))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    checksum = zlib.crc32(kind + body)
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", checksum)


def paper(words: str) -> bytes:
    """A PDF of one page."""
    text = f"BT /F1 18 Tf 72 760 Td ({words}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return bytes(out + trailer % (len(objects) + 1, start))

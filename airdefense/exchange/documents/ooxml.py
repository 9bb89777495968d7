"""The pieces of WordprocessingML that python-docx has no words for."""

from typing import Any

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from lxml import etree

# The thickness of rules in eighths of a point: 0.35 mm and 0.25 mm.
THICK, THIN = 8, 6


def name_font(styled: Any, chinese: str, latin: str) -> None:
    styled.font.name = latin
    styled.element.get_or_add_rPr().rFonts.set(qn("w:eastAsia"), chinese)


def add_page_field(run: Any) -> None:
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def mark(properties: Any, name: str) -> None:
    properties.append(OxmlElement(name))


def rule(paragraph: Any, side: str, size: int, *, color: str = "000000", space: int = 0) -> None:
    borders = OxmlElement("w:pBdr")
    borders.append(_line(side, size, color, space))
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _line(side: str, size: int, color: str = "000000", space: int = 0) -> Any:
    line = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", size), ("space", space), ("color", color)):
        line.set(qn(f"w:{name}"), str(value))
    return line


def border(table: Any, rows: int) -> None:
    """Thick rules above and below (0.35 mm would be 1 pt), a thin one between."""
    borders = OxmlElement("w:tblBorders")
    borders.append(_line("top", THICK))
    borders.append(_line("bottom", THICK))
    if rows > 1:
        borders.append(_line("insideH", THIN))
    table._tbl.tblPr.insert_element_before(
        borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook"
    )


def float_at_foot(table: Any) -> None:
    place = OxmlElement("w:tblpPr")
    for name, value in (
        ("vertAnchor", "margin"),
        ("horzAnchor", "margin"),
        ("tblpXSpec", "center"),
        ("tblpYSpec", "bottom"),
    ):
        place.set(qn(f"w:{name}"), value)
    properties = table._tbl.tblPr
    style = properties.find(qn("w:tblStyle"))
    properties.insert(0 if style is None else 1, place)


def set_grid(section: Any, pitch: int, tracking: int) -> None:
    """Lines and characters stand in a grid: the pitch in twips, the tracking in 4096ths of a
    point."""
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(qn("w:type"), "linesAndChars")
    grid.set(qn("w:linePitch"), str(pitch))
    grid.set(qn("w:charSpace"), str(tracking))


SEPARATORS = ((-1, "separator"), (0, "continuationSeparator"))


class Footnotes:
    """The part of a .docx that holds its footnotes, numbered by Word itself."""

    def __init__(self) -> None:
        self.root = parse_xml(f"<w:footnotes {nsdecls('w')}/>")
        for number, kind in SEPARATORS:
            mark_ = _note(self.root, number)
            mark_.set(qn("w:type"), kind)
            _run(_paragraph(mark_), OxmlElement(f"w:{kind}"))
        self.count = 0

    def add(self, run: Any, text: str, *, chinese: str, latin: str, size_pt: float) -> None:
        """Put the mark of a new footnote at the end of this run."""
        self.count += 1
        run.font.superscript = True
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), str(self.count))
        run._r.append(reference)
        line = _paragraph(_note(self.root, self.count))
        number = _run(line, OxmlElement("w:footnoteRef"), size_pt)
        _set(number.find(qn("w:rPr")), "w:vertAlign", val="superscript")
        words = OxmlElement("w:t")
        words.text = f" {text}"
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        _run(line, words, size_pt, chinese, latin)

    def join(self, document: Any) -> None:
        """Add the part to the document; one without footnotes stays as it is."""
        if not self.count:
            return
        part = Part(
            PackURI("/word/footnotes.xml"),
            CONTENT_TYPE.WML_FOOTNOTES,
            etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", standalone=True),
            document.part.package,
        )
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        properties = OxmlElement("w:footnotePr")
        # Circled, so that a mark behind a number is not read as its power.
        _set(properties, "w:numFmt", val="decimalEnclosedCircle")
        for number, _kind in SEPARATORS:
            _set(properties, "w:footnote", id=str(number))
        settings = document.settings.element
        settings.insert_element_before(properties, "w:endnotePr", "w:compat", "w:rsids", "m:mathPr")


def _set(parent: Any, name: str, **attributes: str) -> Any:
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    parent.append(element)
    return element


def _note(root: Any, number: int) -> Any:
    return _set(root, "w:footnote", id=str(number))


def _paragraph(note: Any) -> Any:
    paragraph = _set(note, "w:p")
    properties = _set(paragraph, "w:pPr")
    _set(properties, "w:snapToGrid", val="0")
    _set(properties, "w:spacing", before="0", after="0", line="240", lineRule="auto")
    _set(properties, "w:jc", val="left")
    return paragraph


def _run(
    paragraph: Any, content: Any, size_pt: float = 0, chinese: str = "", latin: str = ""
) -> Any:
    run = _set(paragraph, "w:r")
    properties = _set(run, "w:rPr")
    if chinese:
        _set(properties, "w:rFonts", ascii=latin, hAnsi=latin, eastAsia=chinese)
    if size_pt:
        _set(properties, "w:sz", val=str(round(size_pt * 2)))
        _set(properties, "w:szCs", val=str(round(size_pt * 2)))
    run.append(content)
    return run

"""The pieces of WordprocessingML that python-docx has no words for."""

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

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

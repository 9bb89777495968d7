"""A statement as one page: for the screen in pieces, for the desk as a document."""

from typing import Any

from airdefense.exchange.documents.content import Document, Heading, Note, Noted
from airdefense.exchange.documents.filling import Unfilled
from airdefense.reports.models import Statement
from airdefense.reports.models.statements import BLOCKS
from airdefense.reports.statement.numbers import Number, Piece, gaps, numbers, pieces

HEADINGS = {
    "checks": "监督检查情况",
    "leads": "线索处置和案件查办情况",
    "rectification": "问题整改情况",
    "recovery": "易地建设费清缴情况",
    "closing": "下一步工作",
}
ORDINALS = "一二三四五六"


class Paper:
    """A statement read by one person, with whatever was typed into its form so far."""

    def __init__(self, statement: Statement, reader: Any) -> None:
        self.statement = statement
        self.numbers: dict[str, Number] = numbers(statement, reader)
        self.sections = list(self._sections())

    def _sections(self):
        """(heading, its paragraphs), headings counted, what is empty left out."""
        noted: set[str] = set()
        texts = self.statement.texts
        count = 0
        for name in BLOCKS:
            lines = [line.strip() for line in texts[name].splitlines() if line.strip()]
            if not lines:
                continue
            heading = ""
            if name in HEADINGS:
                heading, count = f"{ORDINALS[count]}、{HEADINGS[name]}", count + 1
            yield heading, [pieces(line, self.numbers, noted) for line in lines]

    @property
    def shown(self) -> list[tuple[str, list[list[tuple[Piece, int]]]]]:
        """The sections for the screen, every note with its number."""
        count, found = 0, []
        for heading, paragraphs in self.sections:
            lines = []
            for line in paragraphs:
                told = []
                for piece in line:
                    count += bool(piece.note)
                    told.append((piece, count if piece.note else 0))
                lines.append(told)
            found.append((heading, lines))
        return found

    @property
    def notes(self) -> list[str]:
        every = (piece for _heading, lines in self.sections for line in lines for piece in line)
        return [piece.note for piece in every if piece.note]

    @property
    def withheld(self) -> list[str]:
        """What the reader is not told before it is approved."""
        return [one.label for one in self.numbers.values() if one.is_withheld]

    def document(self) -> Document:
        """Raises NotPossible where a number of the text has no value in the report."""
        missing = Unfilled(gaps(self.numbers))
        blocks: list[Any] = []
        for heading, paragraphs in self.sections:
            blocks += [Heading(heading)] if heading else []
            blocks += [Noted(self._parts(line, missing)) for line in paragraphs]
        missing.refuse()
        statement, report = self.statement, self.statement.report
        return Document(
            statement.title if statement.is_public else f"{statement.title}（送审稿）",
            tuple(blocks),
            number=statement.number,
            identifier=f"{statement.number} {report.mark}",
            signed_by=report.scope.name + "人防领域专项治理工作专班",
            signed_on=statement.approved_at,
            is_compact=True,
        )

    @staticmethod
    def _parts(line: list[Piece], missing: Unfilled) -> tuple[str | Note, ...]:
        parts: list[str | Note] = []
        for piece in line:
            if piece.number:
                missing.need(piece.number.name, piece.text)
            parts += [piece.text, Note(piece.note)] if piece.note else [piece.text]
        return tuple(parts)

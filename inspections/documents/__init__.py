"""The documents of an inspection: working paper, evidence list, entry notice, problem list and
feedback. Each is built in Chinese, whatever language its reader works in."""

from inspections.documents.evidence import evidence_list
from inspections.documents.feedback import feedback_letter, problem_list
from inspections.documents.notice import entry_notice
from inspections.documents.paper import working_paper

__all__ = [
    "entry_notice",
    "evidence_list",
    "feedback_letter",
    "problem_list",
    "working_paper",
]

"""The kernel alone, on a small table of its own: no database."""

import pytest

from airdefense.casework.workflow import NotAllowed, NotPossible, Workflow, any_of, step


class Reader:
    """A user with roles over everything, as far as the kernel asks."""

    def __init__(self, *roles):
        self.roles = frozenset(roles)

    def roles_over(self, paths):
        return self.roles

    def roles_narrowed(self, case, name):
        return frozenset()


class Paper:
    scope_paths = ("53.",)
    is_signed = False

    def __init__(self, status="draft"):
        self.status = status

    def __str__(self):
        return "Paper 1"

    def get_status_display(self):
        return self.status.title()


def needs_signature(paper, user):
    return None if paper.is_signed else "Sign first."


def never(paper, user):
    return "Never."


WORKFLOW = Workflow(
    step("send", "Send", source=["draft"], target="sent", roles=["clerk"]),
    step(
        "file",
        "File",
        source=["sent"],
        target="filed",
        roles=["clerk", "head"],
        objection=needs_signature,
    ),
    step("recall", "Recall", source=["sent"], target="draft", roles=["head"], note_required=True),
    tones={"sent": "run"},
)


@pytest.mark.parametrize(
    ("status", "role", "names"),
    [
        ("draft", "clerk", ["send"]),
        ("draft", "head", []),
        ("sent", "clerk", ["file"]),
        ("sent", "head", ["file", "recall"]),
        ("filed", "head", []),
        ("sent", "stranger", []),
    ],
)
def test_available_steps_follow_status_and_role(status, role, names):
    steps = WORKFLOW.available(Paper(status), Reader(role))

    assert [transition.name for transition in steps] == names


def test_role_is_judged_before_status():
    with pytest.raises(NotAllowed, match="Recall is not open to your role"):
        WORKFLOW.check(Paper("filed"), "recall", Reader("clerk"))


def test_wrong_status_names_the_case_and_where_it_stands():
    with pytest.raises(NotPossible, match="Send is not possible: Paper 1 is “Filed”"):
        WORKFLOW.check(Paper("filed"), "send", Reader("clerk"))


def test_blank_note_is_no_note():
    with pytest.raises(NotPossible, match="Recall: say why"):
        WORKFLOW.check(Paper("sent"), "recall", Reader("head"), note=" \n")


def test_objection_stops_the_step_until_it_is_met():
    paper = Paper("sent")
    with pytest.raises(NotPossible, match=r"Sign first\."):
        WORKFLOW.check(paper, "file", Reader("clerk"))

    paper.is_signed = True

    assert WORKFLOW.check(paper, "file", Reader("clerk")).target == "filed"


def test_first_of_several_objections_is_told():
    both = any_of(needs_signature, never)
    signed = Paper()
    signed.is_signed = True

    assert (both(Paper(), None), both(signed, None)) == ("Sign first.", "Never.")


def test_tone_of_an_unlisted_status_is_plain():
    assert (WORKFLOW.tone("sent"), WORKFLOW.tone("draft")) == ("run", "")


def test_diagram_has_one_arrow_per_source():
    assert WORKFLOW.diagram() == (
        "stateDiagram-v2\n"
        "    draft --> sent: send\n"
        "    sent --> filed: file\n"
        "    sent --> draft: recall\n"
    )

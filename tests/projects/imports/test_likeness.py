"""The short ways of the search for likely projects leave nobody out."""

from hypothesis import given
from hypothesis import strategies as st

from projects.imports.likeness import FIGURES, LEAST_OF_NAME, is_near
from projects.reconciliation.scorer import Identity, alike, may_reach, score

NAMES = st.sampled_from(
    [
        *(
            "",
            "云溪苑",
            "云溪苑一期",
            "云溪苑（二期）",
            "云溪花园一期",
            "秀山公馆",
            "3号地块",
            "5号地块",
        ),
        *("玉溪市红塔区云溪苑一期建设项目", "云溪", "苑", "盛景办公楼", "聚利小区"),
    ]
)
FIRMS = st.sampled_from(["", "玉溪模拟置业有限公司", "玉溪模拟房地产有限公司", "别的公司"])
CODES = st.sampled_from(["", "XM-530423-0001", "2019-530423-47-03-000123", "海建2019-7"])
CREDITS = st.sampled_from(["", "91530402MA6TE1T08E", "91350203M0001QAY9B"])
ADDRESSES = st.sampled_from(["", "秀山路8号", "红塔区秀山路8号", "振兴街141号"])
IDENTITIES = st.builds(
    Identity.of,
    codes=st.tuples(CODES, CODES),
    numbers=st.tuples(st.sampled_from(["", "建字第〔2019〕12号"])),
    credit_code=CREDITS,
    name=NAMES | st.text(max_size=6),
    developer=FIRMS,
    address=ADDRESSES,
)


@given(paper=IDENTITIES, project=IDENTITIES)
def test_whoever_has_the_points_may_reach_them(paper, project):
    points = score(paper, project).points

    assert may_reach(points, paper, project)


def test_another_code_or_another_name_is_told_without_weighing():
    paper = Identity.of(codes=["XM-530423-0001"], name="云溪苑一期")

    assert not may_reach(70, paper, Identity.of(codes=["XM-530423-0002"], name="云溪苑一期"))
    assert not may_reach(70, paper, Identity.of(name="秀山公馆"))
    assert may_reach(70, paper, Identity.of(name="云溪苑一期"))


@given(one=NAMES | st.text(max_size=8), other=NAMES | st.text(max_size=8))
def test_a_name_is_near_as_its_likeness_says(one, other):
    figures, theirs = FIGURES.findall(one), FIGURES.findall(other)
    is_other = bool(figures and theirs and figures != theirs)

    assert is_near(one, figures, other) == (not is_other and alike(one, other) >= LEAST_OF_NAME)

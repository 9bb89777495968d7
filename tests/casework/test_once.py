"""What a request asks for again is found out once, and anew by the next one."""

from airdefense.casework.once import each_once, once


class Asked:
    """Counts how often it is asked."""

    def __init__(self):
        self.times = 0

    def __call__(self):
        self.times += 1
        return self.times


def test_within_a_request_the_first_answer_holds():
    asked = Asked()

    with each_once():
        told = [once("calendar", asked), once("calendar", asked), once("other", asked)]

    assert told == [1, 1, 2]


def test_the_next_request_asks_anew():
    asked = Asked()

    with each_once():
        once("calendar", asked)
    with each_once():
        told = once("calendar", asked)

    assert told == 2


def test_outside_of_a_request_nothing_is_kept():
    asked = Asked()

    told = [once("calendar", asked), once("calendar", asked)]

    assert told == [1, 2]

from raccordo.foundation.asking import asked_once, one_reading

asked: list[tuple[int, bool]] = []


@asked_once
def double_of(number: int, *, loud: bool = False) -> int:
    asked.append((number, loud))
    return number * 2


def test_in_one_reading_the_same_question_is_asked_once():
    asked.clear()
    with one_reading():
        assert [double_of(2), double_of(2), double_of(3), double_of(2, loud=True)] == [4, 4, 6, 4]
    assert asked == [(2, False), (3, False), (2, True)]


def test_each_reading_and_whoever_is_in_none_asks_anew():
    asked.clear()
    for _time in range(2):
        with one_reading():
            double_of(2)
    double_of(2)
    double_of(2)
    assert len(asked) == 4


def test_what_ends_in_an_error_leaves_nothing_behind():
    asked.clear()
    try:
        with one_reading():
            double_of(2)
            raise RuntimeError
    except RuntimeError:
        double_of(2)
    assert len(asked) == 2

import pytest

from raccordo.access.rights import Right
from raccordo.foundation.errors import Refused
from raccordo.governance.bundled import texts
from raccordo.governance.models import TextModel
from raccordo.governance.operations.modelling import end_model, rewrite_model, write_model
from raccordo.governance.queries.papers import model_for, text_models_open_to
from raccordo.governance.reasons import MARKS
from raccordo.governance.rules.marks import unknown_in
from raccordo.governance.states import TextUse
from raccordo.keeper.preparing import prepare_texts
from tests.make import (
    LONG_AGO,
    SOMEBODY,
    TODAY,
    make_acting,
    make_area,
    make_body,
    make_text_model,
)

pytestmark = pytest.mark.django_db


def written(**facts):
    usual = {"area": make_area(), "use": TextUse.RESOLUTION, "name": "Mio", "text": "[oggetto]"}
    return write_model(**usual | {"since": TODAY, "by": SOMEBODY} | facts)


def test_the_program_comes_with_a_text_for_each_use_and_all_their_marks_are_known():
    shipped = texts()

    assert {text["use"] for text in shipped} == set(TextUse)
    assert [unknown_in(text["text"], MARKS) for text in shipped] == [[]] * len(shipped)


def test_what_comes_with_the_program_is_loaded_once():
    prepare_texts()
    prepare_texts()

    assert TextModel.objects.filter(area=None).count() == len(texts())


def test_a_model_with_an_unknown_mark_is_refused_and_told_the_nearest():
    with pytest.raises(Refused, match=r"«\[presente\]».*Forse è «\[presenti\]»") as refused:
        written(text="Sono [presente]")

    assert refused.value.field == "text"


def test_a_mark_like_no_other_sends_to_the_list():
    with pytest.raises(Refused, match="Sceglierne uno dell'elenco"):
        written(text="[zzzz qqqq]")


@pytest.mark.parametrize("facts", [{"name": " "}, {"text": " \n"}])
def test_a_model_without_name_or_text_is_refused(facts):
    with pytest.raises(Refused):
        written(**facts)


def test_two_models_of_one_use_have_two_names():
    first = written()

    with pytest.raises(Refused, match="C'è già un modello"):
        written(area=first.area, name="mio")
    assert written(area=first.area, use=TextUse.NOTE)


def test_a_model_is_for_a_body_of_its_own_territory():
    with pytest.raises(Refused, match="altro territorio"):
        written(body=make_body())


def test_a_model_of_the_program_is_copied_and_not_changed():
    shipped = make_text_model(area=None)

    with pytest.raises(Refused, match="farne una copia"):
        rewrite_model(shipped, name="Altro", text="x", by=SOMEBODY)


def test_a_model_is_rewritten_and_put_aside_once():
    model = rewrite_model(written(), name="Nuovo", text="[data]", by=SOMEBODY)
    ended = end_model(model, by=SOMEBODY, on=TODAY)

    assert (ended.name, ended.text) == ("Nuovo", "[data]")
    with pytest.raises(Refused, match="già stato messo da parte"):
        end_model(ended, by=SOMEBODY, on=TODAY)
    with pytest.raises(Refused, match="non si modifica più"):
        rewrite_model(ended, name="Nuovo", text="[data]", by=SOMEBODY)


def test_a_paper_begins_from_the_nearest_model():
    body = make_body()
    for fields in ({"area": None}, {"area": body.area}, {"area": body.area, "body": body}):
        make_text_model(**fields, name="x" + str(len(fields)), since=LONG_AGO)
        nearest = model_for(body, TextUse.RESOLUTION, on=TODAY)
        assert (nearest.area, nearest.body) == (fields["area"], fields.get("body"))


def test_a_model_of_another_area_is_not_read():
    acting = make_acting()
    make_text_model(area=make_area())
    shipped = make_text_model(area=None)

    assert list(text_models_open_to(acting, Right.READ_BODIES, on=TODAY)) == [shipped]
    assert not text_models_open_to(acting, Right.KEEP_SITTINGS, on=TODAY).exists()

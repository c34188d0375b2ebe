from decimal import Decimal

import pytest
from django.core.exceptions import FieldError
from django.db.models import Avg, Case, ExpressionWrapper, F, Sum, Value, When

from raccordo.acts.models import Act
from raccordo.foundation.money import EuroField, euros
from tests.make import make_act


def acts_worth(*amounts):
    """Rows that carry euros: no room keeps money yet, the field must already be exact."""
    whens = [
        When(pk=make_act().pk, then=Value(Decimal(amount), output_field=EuroField()))
        for amount in amounts
    ]
    return Act.objects.annotate(amount=Case(*whens, output_field=EuroField())).order_by("pk")


@pytest.mark.django_db
def test_money_is_summed_averaged_and_compared_in_euros():
    acts = acts_worth("0.10", "0.20", "0.06")

    totals = acts.aggregate(sum=Sum("amount"), mean=Avg("amount"))

    assert totals == {"sum": Decimal("0.36"), "mean": Decimal("0.12")}
    assert acts.filter(amount__gt=Decimal("0.10")).count() == 1


@pytest.mark.django_db
def test_a_thousand_times_ten_cents_is_one_hundred_euros():
    make_act()
    ten_cents = Act.objects.annotate(amount=Value(Decimal("0.10"), output_field=EuroField()))

    assert sum(ten_cents.aggregate(x=Sum("amount"))["x"] for _ in range(1000)) == Decimal("100.00")


@pytest.mark.django_db
def test_arithmetic_on_money_must_say_that_it_gives_money():
    acts = acts_worth("0.10")
    with pytest.raises(FieldError):
        acts.annotate(double=F("amount") * 2).first()

    double = ExpressionWrapper(F("amount") * 2, output_field=EuroField())
    assert acts.annotate(double=double).first().double == Decimal("0.20")


def test_there_is_nothing_smaller_than_a_cent():
    with pytest.raises(ValueError, match="whole number of cents"):
        EuroField().get_prep_value(Decimal("0.001"))


@pytest.mark.django_db
def test_a_mean_that_is_not_a_whole_number_of_cents_is_not_rounded_in_silence():
    with pytest.raises(ValueError, match="say how it is rounded"):
        acts_worth("0.10", "0.11").aggregate(mean=Avg("amount"))


@pytest.mark.parametrize(
    ("amount", "read"),
    [("1250", "1.250,00\xa0€"), ("-0.1", "-0,10\xa0€"), ("1234567.89", "1.234.567,89\xa0€")],
)
def test_euros_are_read_as_an_italian_reads_them(amount, read):
    assert euros(Decimal(amount)) == read

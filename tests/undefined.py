"""A template variable that nobody gave fails the test that renders it."""

from __future__ import annotations

# allauth gives its pages these or not, according to how one came.
OF_OTHERS = ("redirect_field",)


class Undefined(str):
    """Django puts this where a variable is missing; saying it raises."""

    __slots__ = ()

    def __contains__(self, key: object) -> bool:
        return key == "%s"  # Django asks whether there is a place for the variable's name

    def __mod__(self, name: object) -> str:
        if str(name).startswith(OF_OTHERS):
            return ""
        raise AssertionError(f"the template variable «{name}» was not given")

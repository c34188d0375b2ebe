"""The demo: the real territory of Ambito 11 Frentano, with invented persons and acts."""

from raccordo.keeper.demo.people import PASSWORD, accounts, is_there
from raccordo.keeper.demo.story import tell_demo
from raccordo.keeper.demo.telling import DEMO

__all__ = ["DEMO", "PASSWORD", "accounts", "is_there", "tell_demo"]

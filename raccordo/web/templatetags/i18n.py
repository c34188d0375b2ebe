"""Django's own i18n, found here before it: a translated sentence also elides its dates."""

from __future__ import annotations

from django.template import Context, Library, Node
from django.template.base import Parser, Token
from django.templatetags import i18n
from django.utils.safestring import SafeString

from raccordo.foundation.wording import elided

register = Library()
register.tags.update(i18n.register.tags)
register.filters.update(i18n.register.filters)


class Elided(Node):
    """A sentence of a page: dall'11 giugno, not dal 11 giugno."""

    def __init__(self, sentence: i18n.BlockTranslateNode) -> None:
        self.sentence = sentence

    def render(self, context: Context) -> SafeString:
        said = SafeString(elided(self.sentence.render(context)))
        name = self.sentence.asvar
        if name:
            context[name] = SafeString(elided(context[name]))
        return said


@register.tag("blocktranslate")
@register.tag("blocktrans")
def blocktranslate(parser: Parser, token: Token) -> Elided:
    return Elided(i18n.do_block_translate(parser, token))

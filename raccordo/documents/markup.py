"""The marks that people may write in a text of the plan, shown on a page.

A subset of Markdown: paragraphs, bold, italic, lists, small headings, tables, quotes, links.
What is not in it is shown as it was typed: no code of others reaches a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, MutableMapping, Sequence
from functools import cache
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from raccordo.documents.blocks import Block, Heading, Listed, Table, Words, texts_of

KEPT = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
NEVER = ["image", "html_block", "html_inline", "code", "fence", "backticks", "reference", "entity"]
DEEPEST = 20


def html_of(text: str) -> SafeString:
    """A text as it is read on a page whose own headings stop at the first level."""
    html: str = _reader().render(text)
    return mark_safe(html)  # it writes its own tags only, and escapes the rest


def blocks_of(text: str, *, level: int = 2) -> list[Block]:
    """A text as blocks of a paper, its headings from a level down; bold and italic are left out."""
    found: list[Block] = []
    tokens = iter(_reader().parse(text))
    for token in tokens:
        match token.type:
            case "heading_open":
                deeper = 0 if int(token.tag[1]) <= 3 else 1
                found.append(Heading(_plain(next(tokens)), level + deeper))
            case "paragraph_open":
                found.append(Words(_plain(next(tokens))))
            case "bullet_list_open" | "ordered_list_open":
                numbered = token.type == "ordered_list_open"
                found.append(Listed(_items(tokens), numbered=numbered))
            case "table_open":
                found.append(_table(tokens))
    return [block for block in found if any(texts_of(block))]


def _items(tokens: Iterator[Token]) -> list[str]:
    """The items of a list; those of a list inside it follow theirs."""
    found: list[str] = []
    depth = 1
    for token in tokens:
        depth += token.type.endswith("list_open") - token.type.endswith("list_close")
        if not depth:
            break
        if token.type == "inline":
            found.append(_plain(token))
    return found


def _table(tokens: Iterator[Token]) -> Table:
    rows: list[list[str]] = []
    right: set[int] = set()
    for token in tokens:
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            rows.append([])
        elif token.type in {"th_open", "td_open"} and "right" in str(token.attrGet("style")):
            right.add(len(rows[-1]))
        elif token.type == "inline":
            rows[-1].append(_plain(token))
    return Table("", rows[0], rows[1:], right=sorted(right))


def _plain(token: Token) -> str:
    """The words of a line, as they are read; a link is followed by its address."""
    said = []
    for inner in token.children or ():
        if inner.type in {"softbreak", "hardbreak"}:
            said.append("\n")
        elif inner.type == "link_open":
            address = str(inner.attrGet("href"))
        elif inner.type == "link_close":
            said.append(f" ({address})" if address not in "".join(said) else "")
        else:
            said.append(inner.content)
    return "".join(said).strip()


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": DEEPEST})
    reader.enable("table").disable(NEVER)
    reader.validateLink = _may_lead  # type: ignore[method-assign]
    for part in ("heading_open", "heading_close"):
        reader.add_render_rule(part, _heading)
    reader.add_render_rule("table_open", _table_open)
    reader.add_render_rule("table_close", _table_close)
    for cell in ("th_open", "td_open"):
        reader.add_render_rule(cell, _named)
    reader.add_render_rule("link_open", _leading)
    return reader


def _may_lead(url: str) -> bool:
    return KEPT.match(url) is not None


def _heading(
    self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env
) -> str:
    """The text is inside a section: its headings come under that of the page."""
    tag = "h2" if int(tokens[at].tag[1]) <= 3 else "h3"
    return f"<{tag}>" if tokens[at].nesting == 1 else f"</{tag}>\n"


def _table_open(
    self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env
) -> str:
    return '<div class="table-wrap"><table class="table">'


def _table_close(
    self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env
) -> str:
    return "</table></div>\n"


def _named(
    self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env
) -> str:
    """A column says that it is one; figures stand on the right, in the house's look."""
    named = ' scope="col"' if tokens[at].tag == "th" else ""
    right = ' class="num"' if "right" in str(tokens[at].attrGet("style")) else ""
    return f"<{tokens[at].tag}{named}{right}>"


def _leading(
    self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env
) -> str:
    tokens[at].attrSet("rel", "noopener nofollow")
    return self.renderToken(tokens, at, options, env)


Env = MutableMapping[str, Any]

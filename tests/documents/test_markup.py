"""The marks of a text become a page; whatever else is typed is shown as it was typed."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raccordo.documents.blocks import Heading, Listed, Table, Words, texts_of
from raccordo.documents.markup import blocks_of, html_of

ALLOWED = {
    *("p", "br", "strong", "em", "ul", "ol", "li", "h2", "h3", "a", "blockquote", "hr", "div"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}


def tags(html):
    return {tag.lower() for tag in re.findall(r"<\s*/?\s*([a-zA-Z0-9]+)", html)}


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("uno\n\ndue", "<p>uno</p>\n<p>due</p>\n"),
        ("**forte** e *piano*", "<p><strong>forte</strong> e <em>piano</em></p>\n"),
        ("uno\ndue", "<p>uno<br />\ndue</p>\n"),
        ("### Le scelte", "<h2>Le scelte</h2>\n"),
        ("#### Una", "<h3>Una</h3>\n"),
        ("# Tutto", "<h2>Tutto</h2>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("1. a", "<ol>\n<li>a</li>\n</ol>\n"),
    ],
)
def test_marks_become_what_they_mean(text, html):
    assert html_of(text) == html


def test_a_table_names_its_columns_and_a_link_leads_outside():
    html = html_of("| Comune | Posti |\n|---|---:|\n| Frisa | 9 |\n\n[sito](https://x.example)")
    assert '<div class="table-wrap"><table class="table"><thead>' in html
    assert '<th scope="col">Comune</th>' in html
    assert '<th scope="col" class="num">Posti</th>' in html
    assert '<td class="num">9</td>' in html
    assert '<a href="https://x.example" rel="noopener nofollow">sito</a>' in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "[a](data:text/html;base64,xxxx)",
        "![foto](https://x.example/a.png)",
        "[a]: javascript:alert(1)\n\n[a]",
        "`codice`",
        "&lt;b&gt;",
    ],
)
def test_what_is_not_a_mark_is_shown_as_it_was_typed(text):
    html = html_of(text)
    assert tags(html) <= {"p", "a"} - ({"a"} if "https" not in text else set())
    assert "javascript:" not in (re.findall(r'href="([^"]*)"', html) or [""])[0]


@given(st.text(alphabet=st.sampled_from("<>&*_#-|`[]()!ab1.:/\n \"'")))
def test_whatever_is_typed_no_other_tag_reaches_the_page(text):
    assert tags(html_of(text)) <= ALLOWED


def test_what_is_heaped_up_does_not_stop_the_house():
    for text in ("> " * 5_000, "- " * 5_000, "*" * 50_000, "[" * 20_000, "|" * 20_000):
        began = time.monotonic()
        html_of(text)
        assert time.monotonic() - began < 5


def test_a_text_becomes_blocks_of_a_paper_with_the_words_one_reads():
    text = """## Come si accede

Si telefona a **Lanciano**,
o si va [sul sito](https://example.it/psdz).

1. primo
2. secondo
   - dentro

| Comune | Abitanti |
|---|---:|
| Frisa | 1.620 |
"""
    assert blocks_of(text) == [
        Heading("Come si accede", 2),
        Words("Si telefona a Lanciano,\no si va sul sito (https://example.it/psdz)."),
        Listed(["primo", "secondo", "dentro"], numbered=True),
        Table("", ["Comune", "Abitanti"], [["Frisa", "1.620"]], right=[1]),
    ]
    assert blocks_of("") == []


@given(st.text(max_size=300))
def test_whatever_is_written_becomes_blocks(text):
    for block in blocks_of(text):
        assert all(isinstance(said, str) for said in texts_of(block))

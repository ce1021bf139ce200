"""A draft is TOML, whatever stands in the file that it is a draft for."""

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from sagsloft.messages import Language
from sagsloft.sources.drafting.page import Page, quoted


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_text_can_be_written_as_toml_and_read_again(text):
    page = Page(Language.DANISH)
    page.remark("map.unused", columns=text)
    page.entry(quoted(text), {text: [text]}, remark=text)
    page.suggestion(quoted(text), [text] * 30, remark=text)
    assert tomllib.loads(page.text) == {text: {text: [text]}}

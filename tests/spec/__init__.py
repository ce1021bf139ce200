"""The law as drawn tables: each file a chapter, each test an example that a lawyer can check by hand.

A chapter has a `title` and a `text` in both languages. A test's docstring is what the manual prints:

    the example in one Danish sentence
    the same sentence in English

    a paragraph of explanation in Danish

    the same paragraph in English

The paragraphs may be left out. `python tools/print_spec.py` prints docs/spec from all this.
"""

"""The oracle: the rulebook's semantics as a slow, obvious loop, and the tests that hold the engine to it."""

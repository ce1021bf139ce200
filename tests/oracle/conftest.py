"""How many situations the property tests try: 200, or 5000 with SAGSLOFT_HYPOTHESIS=thorough."""

import os

from hypothesis import HealthCheck, settings

# Situations are large by design, and an example's time says nothing: benchmarks measure speed.
COMMON = settings(max_examples=200, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])

settings.register_profile("usual", COMMON)
settings.register_profile("thorough", COMMON, max_examples=5000)
settings.load_profile("thorough" if os.environ.get("SAGSLOFT_HYPOTHESIS") == "thorough" else "usual")

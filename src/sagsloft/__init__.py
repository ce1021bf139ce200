"""Sagsløft: which statutory step was due when, under which act, and was it done?"""

__all__ = ["__version__"]

__version__ = "0.1.0"

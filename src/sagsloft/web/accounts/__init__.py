"""People and walls: who may see what, and what was done."""

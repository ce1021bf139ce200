"""Today's list, the cases and the figures, out of what was imported and evaluated."""

"""The pages about people and walls."""

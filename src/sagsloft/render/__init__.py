"""Results → what people and other programs read: files and the terminal."""

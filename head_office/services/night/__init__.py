"""What the night finds out, and how it is told in the morning."""

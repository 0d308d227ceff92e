"""The window. Nothing is imported here: the first frame must not wait for what later pages need."""

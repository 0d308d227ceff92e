"""Where scans come from, each behind the interface of ``source.py``."""

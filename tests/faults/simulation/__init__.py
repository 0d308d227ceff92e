"""Units, head office, links, sticks, clocks and disks of one made-up history; ``docs/reliability.md``."""

"""What head office does: enrol, ingest, publish, keep scans, follow applications, verify."""

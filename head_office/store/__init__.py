"""Head office's database and its blobs; the only room that speaks SQL."""

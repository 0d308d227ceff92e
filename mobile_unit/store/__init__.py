"""The encrypted local database: the only room that speaks SQL."""

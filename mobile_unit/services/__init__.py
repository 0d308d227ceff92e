"""What an officer does, one module a thing; one call is one transaction."""

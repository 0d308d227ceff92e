"""Lists as Qt's views read them."""

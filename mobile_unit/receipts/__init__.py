"""What a receipt says (``content``) and how it is drawn (``pdf``)."""

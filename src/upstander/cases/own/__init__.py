"""What the person a case is about sees and does in their own account. Nobody else's part in it, ever."""

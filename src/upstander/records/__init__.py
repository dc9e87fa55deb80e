"""The records themselves: how long they are kept, what holds them, how they are destroyed."""

"""The questions put to the public. A form checks the shape of what was typed; it saves nothing and decides nothing."""

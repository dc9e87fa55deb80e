"""The sub-commands of `upstander`, one module each, loaded only when asked for."""

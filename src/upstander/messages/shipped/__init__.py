"""Templates of messages that ship: one YAML file for each language, approved with the program."""

"""How fast it is: `make bench` prints each figure beside its aim."""

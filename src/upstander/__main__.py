"""`python -m upstander`, the same as the `upstander` command."""

from upstander.operations.cli import main

if __name__ == "__main__":
    main()

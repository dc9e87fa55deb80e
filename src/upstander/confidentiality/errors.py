"""What can go wrong in this room, in words for the person who meets it."""


class KeyDestroyed(Exception):
    """The data key was destroyed under the retention rules: the content is gone for good (clause 3.5.2)."""


class MasterKeysMissing(Exception):
    """The file with the master keys cannot be read. Nothing sealed can be opened until it is restored from its own backup."""


class StaleEdit(Exception):
    """Somebody else changed the case since the form was opened. The form keeps what was typed and shows what changed."""

    def __init__(self, current_version: int = 0) -> None:
        super().__init__("The case changed while you were typing.")
        self.current_version = current_version

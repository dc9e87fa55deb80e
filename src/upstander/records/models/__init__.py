"""Tables of the records room."""

from upstander.records.models.breach import Breach, BreachAction, BreachTold

__all__ = ["Breach", "BreachAction", "BreachTold"]

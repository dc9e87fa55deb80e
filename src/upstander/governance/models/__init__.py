"""Tables of the governance room."""

from upstander.governance.models.training import Completion, Course

__all__ = ["Completion", "Course"]

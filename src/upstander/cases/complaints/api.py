"""The door of complaints."""

from upstander.cases.complaints.actions import (
    ComplaintTold,
    NoSuchComplaint,
    raise_complaint,
    take_complaint_step,
)
from upstander.cases.complaints.clock import late_with_my_people
from upstander.cases.complaints.queries import (
    ComplaintCard,
    ComplaintLine,
    complaint_card,
    complaint_handlers,
    my_complaints,
)

__all__ = [
    "ComplaintCard",
    "ComplaintLine",
    "ComplaintTold",
    "NoSuchComplaint",
    "complaint_card",
    "complaint_handlers",
    "late_with_my_people",
    "my_complaints",
    "raise_complaint",
    "take_complaint_step",
]

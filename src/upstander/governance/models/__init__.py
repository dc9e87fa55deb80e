"""Tables of the governance room."""

from upstander.governance.models.awareness import Campaign, CohesionWork, PublicText, Reach, Reminder
from upstander.governance.models.helpline import HelplineCheck
from upstander.governance.models.register import (
    Approval,
    Consultation,
    ImpactAction,
    ImpactAssessment,
    PostHolder,
    ReviewCall,
)
from upstander.governance.models.training import Completion, Course

__all__ = [
    "Approval",
    "Campaign",
    "CohesionWork",
    "Completion",
    "Consultation",
    "Course",
    "HelplineCheck",
    "ImpactAction",
    "ImpactAssessment",
    "PostHolder",
    "PublicText",
    "Reach",
    "Reminder",
    "ReviewCall",
]

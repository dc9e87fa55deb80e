"""Tables of the intake room."""

from upstander.intake.models.account import AccountAsking, AccountCode, AccountSession
from upstander.intake.models.arrival import Arrival, KeptMail, PartnerReport
from upstander.intake.models.attachment import Attachment, AttachmentChunk
from upstander.intake.models.draft import Draft, DraftFile, DraftFileChunk
from upstander.intake.models.exhibit import CustodyEntry, Exhibit
from upstander.intake.models.mailbox import Mailbox, MailboxMessage, MailboxVisit
from upstander.intake.models.picture import PictureState, TextPicture
from upstander.intake.models.report import Report
from upstander.intake.models.taking import Taking

__all__ = [
    "AccountAsking",
    "AccountCode",
    "AccountSession",
    "Arrival",
    "Attachment",
    "AttachmentChunk",
    "CustodyEntry",
    "Draft",
    "DraftFile",
    "DraftFileChunk",
    "Exhibit",
    "KeptMail",
    "Mailbox",
    "MailboxMessage",
    "MailboxVisit",
    "PartnerReport",
    "PictureState",
    "Report",
    "Taking",
    "TextPicture",
]

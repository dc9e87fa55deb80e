"""Tables of the intake room."""

from upstander.intake.models.attachment import Attachment, AttachmentChunk
from upstander.intake.models.draft import Draft, DraftFile, DraftFileChunk
from upstander.intake.models.mailbox import Mailbox, MailboxMessage, MailboxVisit
from upstander.intake.models.report import Report

__all__ = [
    "Attachment",
    "AttachmentChunk",
    "Draft",
    "DraftFile",
    "DraftFileChunk",
    "Mailbox",
    "MailboxMessage",
    "MailboxVisit",
    "Report",
]

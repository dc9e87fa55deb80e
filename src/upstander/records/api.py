"""The door of the records room."""

from upstander.records.access.actions import (
    ask_requester,
    confirm_identity,
    end_request,
    extend_request,
    log_request,
    record_answer,
)
from upstander.records.access.queries import RequestLine, RequestPage, WaitLine, request_log, request_page
from upstander.records.access.rules import BEHALVES, CHANNELS, ENDINGS, EXTENSIONS, IDENTITIES, WAITS
from upstander.records.access.rules import WAYS as SENT_WAYS
from upstander.records.actions.breaches import (
    add_breach_action,
    assess_breach,
    close_breach,
    finish_breach_action,
    raise_breach,
    record_people_told,
    record_regulator_told,
)
from upstander.records.actions.disposal import (
    approve_disposal,
    cancel_disposal,
    carry_out,
    prepare_disposal,
    take_out,
)
from upstander.records.actions.holds import place_hold, record_day, release_hold
from upstander.records.breach_rules import KINDS, RISKS, WAYS, regulator_due
from upstander.records.breaches import ActionLine, BreachLine, BreachPage, ToldLine, breach_log, breach_page
from upstander.records.errors import NoSuchBreach, NoSuchRequest
from upstander.records.queries import (
    READERS,
    Disposed,
    DueLine,
    ItemLine,
    RunPage,
    Waiting,
    disposed,
    run_page,
    runs,
    waiting,
)
from upstander.records.retention import EVENTS, HoldCard, RetentionCard, retention_of

__all__ = [
    "BEHALVES",
    "CHANNELS",
    "ENDINGS",
    "EVENTS",
    "EXTENSIONS",
    "IDENTITIES",
    "KINDS",
    "READERS",
    "RISKS",
    "SENT_WAYS",
    "WAITS",
    "WAYS",
    "ActionLine",
    "BreachLine",
    "BreachPage",
    "Disposed",
    "DueLine",
    "HoldCard",
    "ItemLine",
    "NoSuchBreach",
    "NoSuchRequest",
    "RequestLine",
    "RequestPage",
    "RetentionCard",
    "RunPage",
    "ToldLine",
    "WaitLine",
    "Waiting",
    "add_breach_action",
    "approve_disposal",
    "ask_requester",
    "assess_breach",
    "breach_log",
    "breach_page",
    "cancel_disposal",
    "carry_out",
    "close_breach",
    "confirm_identity",
    "disposed",
    "end_request",
    "extend_request",
    "finish_breach_action",
    "log_request",
    "place_hold",
    "prepare_disposal",
    "raise_breach",
    "record_answer",
    "record_day",
    "record_people_told",
    "record_regulator_told",
    "regulator_due",
    "release_hold",
    "request_log",
    "request_page",
    "retention_of",
    "run_page",
    "runs",
    "take_out",
    "waiting",
]

"""The door of the records room."""

from upstander.records.access.actions import (
    ask_requester,
    confirm_identity,
    end_request,
    extend_request,
    log_request,
    record_answer,
)
from upstander.records.access.answering import answer_page, finish_answer, lay_out, release_answer
from upstander.records.access.naming import few_keepers
from upstander.records.access.queries import RequestPage, request_log, request_page
from upstander.records.access.rules import BEHALVES, CHANNELS, ENDINGS, EXTENSIONS, IDENTITIES, WAITS
from upstander.records.access.rules import WAYS as SENT_WAYS
from upstander.records.access.searching import (
    confirm_person,
    finish_search,
    held_page,
    my_searches,
    name_searcher,
    open_searches,
    search_page,
    searchers_to_name,
    second_readers,
    settle_case,
)
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
    dispose_again,
    prepare_disposal,
    retry_disposal,
    take_out,
)
from upstander.records.actions.holds import place_hold, record_day, release_hold, review_hold
from upstander.records.breach_rules import KINDS, RISKS, WAYS, regulator_due
from upstander.records.breaches import breach_log, breach_page
from upstander.records.bundle.copies import attach_copy, copy_of, drop_copy
from upstander.records.bundle.evidence import KINDS as BUNDLE_KINDS
from upstander.records.bundle.evidence import begin_evidence, choices, evidence_bundles, release_evidence
from upstander.records.bundle.gathering import Besides
from upstander.records.bundle.making import (
    check_bundle,
    cover,
    decide_page,
    forget_answers,
    forget_requests,
    hand_over,
    hide_everywhere,
    hide_words,
    keep_words,
    send_back,
    uncover,
)
from upstander.records.bundle.pages import (
    SheetPage,
    bundle_file,
    bundle_page,
    released_answers,
    sheet_page,
    sheet_picture,
)
from upstander.records.bundle.rules import EXEMPTIONS, FOUND, KEPT
from upstander.records.bundle.rules import WAYS as RELEASE_WAYS
from upstander.records.bundle.takeover import take_over
from upstander.records.errors import NoSuchBreach, NoSuchBundle, NoSuchRequest, NoSuchRun
from upstander.records.falling_due import note_all
from upstander.records.law_clocks import law_clocks
from upstander.records.queries import READERS, RunPage, disposed, due_by_rule, run_page, runs, waiting
from upstander.records.retention import EVENTS, HoldPage, hold_page, retention_of

__all__ = [
    "BEHALVES",
    "BUNDLE_KINDS",
    "CHANNELS",
    "ENDINGS",
    "EVENTS",
    "EXEMPTIONS",
    "EXTENSIONS",
    "FOUND",
    "IDENTITIES",
    "KEPT",
    "KINDS",
    "READERS",
    "RELEASE_WAYS",
    "RISKS",
    "SENT_WAYS",
    "WAITS",
    "WAYS",
    "Besides",
    "HoldPage",
    "NoSuchBreach",
    "NoSuchBundle",
    "NoSuchRequest",
    "NoSuchRun",
    "RequestPage",
    "RunPage",
    "SheetPage",
    "add_breach_action",
    "answer_page",
    "approve_disposal",
    "ask_requester",
    "assess_breach",
    "attach_copy",
    "begin_evidence",
    "breach_log",
    "breach_page",
    "bundle_file",
    "bundle_page",
    "cancel_disposal",
    "carry_out",
    "check_bundle",
    "choices",
    "close_breach",
    "confirm_identity",
    "confirm_person",
    "copy_of",
    "cover",
    "decide_page",
    "dispose_again",
    "disposed",
    "drop_copy",
    "due_by_rule",
    "end_request",
    "evidence_bundles",
    "extend_request",
    "few_keepers",
    "finish_answer",
    "finish_breach_action",
    "finish_search",
    "forget_answers",
    "forget_requests",
    "hand_over",
    "held_page",
    "hide_everywhere",
    "hide_words",
    "hold_page",
    "keep_words",
    "law_clocks",
    "lay_out",
    "log_request",
    "my_searches",
    "name_searcher",
    "note_all",
    "open_searches",
    "place_hold",
    "prepare_disposal",
    "raise_breach",
    "record_answer",
    "record_day",
    "record_people_told",
    "record_regulator_told",
    "regulator_due",
    "release_answer",
    "release_evidence",
    "release_hold",
    "released_answers",
    "request_log",
    "request_page",
    "retention_of",
    "retry_disposal",
    "review_hold",
    "run_page",
    "runs",
    "search_page",
    "searchers_to_name",
    "second_readers",
    "send_back",
    "settle_case",
    "sheet_page",
    "sheet_picture",
    "take_out",
    "take_over",
    "uncover",
    "waiting",
]

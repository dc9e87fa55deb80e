"""Every address of the program, with who may open it. `test_url_sweep.py` asks each of them as every role, and as nobody."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import uuid4

from upstander.confidentiality.api import Permission

P = Permission
TRIAGE = frozenset({P.REPORT_TRIAGE, P.SEALED_TRIAGE})
MEETS = (P.CASE_WORK, P.FORUM_KEEP)
DISPOSERS = (P.DISPOSAL_PREPARE, P.DISPOSAL_APPROVE, P.SEALED_DISPOSE)
NOBODY = "anonymous"


@dataclass(frozen=True)
class Page:
    """A page of staff. `needs`: one of these permissions; none: any member of staff. `of`: whose row it shows, so that the database
    decides besides: an ordinary case, or a report that waits. `shows`: what somebody who may open it is answered with."""

    needs: frozenset[Permission] = frozenset()
    of: str = ""
    method: str = "get"
    shows: frozenset[int] = frozenset({200})
    given: dict[str, str] = field(default_factory=dict)


def page(*needs: Permission, of: str = "", method: str = "get", shows: int = 200, **given: str) -> Page:
    return Page(frozenset(needs), of, method, frozenset({shows}), given)


MONTH = {"year": "2026", "month": "10"}

STAFF: dict[str, Page] = {
    "staff:today": page(),
    "staff:quiet": page(),
    "staff:quiet-open": page(method="post", shows=302, mailbox_id=str(uuid4())),
    "staff:notices-seen": page(method="post", shows=302),
    "staff:take": page(P.REPORT_TAKE),
    "staff:taking": page(P.REPORT_TAKE, slug="phone"),
    "staff:take-keep": page(P.REPORT_TAKE, method="post", shows=404, slug="phone"),  # of nothing
    "staff:take-find": page(P.REPORT_TAKE, method="post", slug="phone"),
    "staff:take-key": page(P.REPORT_TAKE, method="post", shows=404),
    "staff:referred": page(
        P.REPORT_TAKE, method="post", shows=404, taking_id=str(uuid4()), agency_id=str(uuid4())
    ),
    "staff:taken": page(P.REPORT_TAKE, shows=404, taking_id=str(uuid4())),
    "staff:take-page": page(P.REPORT_TAKE, shows=404, taking_id=str(uuid4()), file_id=str(uuid4())),
    "staff:queue": page(*TRIAGE),
    "staff:waiting": page(*TRIAGE),
    "staff:triage": page(*TRIAGE, of="report"),
    "staff:cases": page(),
    "staff:search": page(),
    "staff:saved-search": page(shows=404, search_id=str(uuid4())),
    "staff:case": page(of="case"),
    "staff:case-audit": page(of="case"),
    "staff:contact": page(P.CASE_WORK, of="case"),
    "staff:visit": page(P.CASE_WORK, of="case"),
    "staff:risk": page(P.CASE_WORK, of="case"),
    "staff:risk-why": page(P.CASE_WORK, of="case", shows=302),  # nothing is owed
    "staff:risk-score": page(P.CASE_WORK, method="post", shows=404),  # of no edition; reads no case
    "staff:plan": page(P.CASE_WORK, of="case"),
    "staff:step": page(P.CASE_WORK, of="case"),
    "staff:duty": page(P.CASE_WORK, of="case", slug="risk-assessment"),
    "staff:survey": page(P.CASE_WORK, of="case", shows=409),
    "staff:survey-link": page(P.CASE_WORK, method="post", of="case", shows=403),  # not closed
    "staff:finding": page(P.CASE_WORK, of="case"),
    "staff:measures": page(of="case"),
    "staff:measure": page(of="case"),
    "staff:measure-begin": page(P.CASE_WORK, of="case", kind="removal", step="photographed"),
    "staff:measure-step": page(P.CASE_WORK, of="case", step="ordered"),
    "staff:complain": page(P.CASE_WORK, of="case"),
    "staff:complaints": page(P.COMPLAINT_HANDLE),
    "staff:complaint": page(P.COMPLAINT_HANDLE, shows=404, complaint_id=str(uuid4())),
    "staff:paper": page(P.CASE_WORK, of="case", shows=404),  # of a measure that has none
    "staff:paper-read": page(P.CASE_WORK, of="case", method="post", shows=409),  # without the version
    "staff:paper-print": page(P.CASE_WORK, of="case", shows=404),
    "staff:statement-print": page(P.CASE_WORK, of="case"),
    "staff:court-statement": page(P.CASE_WORK, of="case", shows=404, made_id=str(uuid4())),
    "staff:handed-in": page(P.CASE_WORK, of="case", shows=404, made_id=str(uuid4())),
    "staff:referral": page(P.CASE_WORK, of="case", method="post", shows=302),
    "staff:plan-visit": page(P.CASE_WORK, of="case"),
    "staff:visit-way": page(P.CASE_WORK, of="case"),
    "staff:plan-given": page(P.CASE_WORK, of="case"),
    "staff:plan-print": page(P.CASE_WORK, of="case"),
    "staff:mailbox": page(P.CASE_WORK, of="case"),
    "staff:sharing": page(of="case"),
    "staff:consent": page(P.CASE_WORK, of="case"),
    "staff:withdraw": page(P.CASE_WORK, of="case"),
    "staff:share": page(P.CASE_WORK, of="case"),
    "staff:consent-receipt": page(P.CASE_WORK, of="case"),
    "staff:acknowledge": page(P.CASE_WORK, of="case"),
    "staff:review": page(P.CASE_CLOSE, of="case"),
    "staff:register": page(P.DISCLOSURE_REGISTER),
    "staff:register-export": page(P.DISCLOSURE_REGISTER),
    "staff:mailbox-settle": page(P.CASE_WORK, of="case"),
    "staff:message": page(P.CASE_WORK, of="case"),
    "staff:message-settle": page(P.CASE_WORK, of="case"),
    "staff:letter": page(P.CASE_WORK, of="case"),
    "staff:letter-seen": page(P.CASE_WORK, of="case"),
    "staff:letters": page(P.CASE_WORK),
    "staff:wordings": page(P.WORDINGS_KEEP),
    "staff:wording": page(P.WORDINGS_KEEP, kind="progress", language="pl"),
    "staff:wording-decide": page(
        P.WORDINGS_KEEP, method="post", shows=403, kind="progress", language="pl", wording_id=str(uuid4())
    ),
    "staff:note": page(P.CASE_WORK, of="case"),
    "staff:together": page(P.CASE_WORK, of="case"),
    "staff:unlink": page(P.CASE_WORK, method="post", shows=404, link_id=str(uuid4())),
    "staff:undo": page(*TRIAGE, method="post", shows=404, decision_id=str(uuid4())),
    "staff:person": page(P.CASE_WORK, of="case"),
    "staff:survivor": page(P.CASE_WORK, of="case"),
    "staff:safe-contact": page(P.CASE_WORK, of="case"),
    "staff:own-account": page(P.CASE_WORK, of="case"),
    "staff:propose": page(P.CASE_WORK, of="case"),
    "staff:assign": page(P.CASE_ASSIGN, P.CASE_READ_SEALED, of="case"),
    "staff:decide": page(P.CASE_CLOSE, of="case"),
    "staff:let-in": page(P.CASE_READ_SEALED, of="case"),
    "staff:evidence": page(of="case"),
    "staff:incident": page(P.CASE_WORK, of="case"),
    "staff:statement": page(P.CASE_WORK, of="case"),
    "staff:statement-confirm": page(P.CASE_WORK, of="case"),
    "staff:exhibit": page(P.CASE_WORK, of="case"),
    "staff:custody": page(P.CASE_WORK, of="case"),
    "staff:exhibit-out": page(P.CASE_WORK, of="case"),
    "staff:exhibit-back": page(P.CASE_WORK, of="case"),
    "staff:evidence-bundle": page(P.CASE_WORK, of="case"),
    "staff:evidence-release": page(P.CASE_WORK, of="case"),
    "staff:file-view": page(of="case"),
    "staff:file-let-go": page(P.CASE_CLOSE, P.CASE_READ_SEALED, shows=404, attachment_id=str(uuid4())),
    "staff:picture-again": page(*TRIAGE, P.CASE_WORK, method="post", shows=404, picture_id=str(uuid4())),
    "staff:file-original": page(of="case"),
    "staff:partners": page(),
    "staff:partner": page(),
    "staff:partner-add": page(P.PARTNERS_EDIT),
    "staff:partner-edit": page(P.PARTNERS_EDIT),
    "staff:partner-retire": page(P.PARTNERS_EDIT, method="post", shows=302),
    "staff:partner-agreement": page(P.PARTNERS_EDIT),
    "staff:agreement-dates": page(P.PARTNERS_EDIT),
    "staff:kept-mail": page(P.REPORT_TRIAGE),
    "staff:kept-settle": page(P.REPORT_TRIAGE, method="post", shows=404, kept_id=str(uuid4())),
    "staff:tokens": page(P.PARTNERS_EDIT),
    "staff:token-revoke": page(P.PARTNERS_EDIT, method="post", shows=404, token_id=str(uuid4())),
    "staff:hand-over": page(P.REPORT_TAKE),
    "staff:hand-over-columns": page(P.REPORT_TAKE),
    "staff:people": page(P.DIRECTORY_SEARCH),
    "staff:accounts": page(P.STAFF_ADMINISTER),
    "staff:account-add": page(P.STAFF_ADMINISTER),
    "staff:account": page(P.STAFF_ADMINISTER),
    "staff:account-end": page(P.STAFF_ADMINISTER),
    "staff:housing": page(P.STAFF_ADMINISTER),
    "staff:housing-decide": page(P.STAFF_ADMINISTER, method="post", shows=302, upload_id=str(uuid4())),
    "staff:partner-people": page(P.PARTNERS_EDIT),
    "staff:partner-person": page(P.PARTNERS_EDIT, method="post", shows=302),
    "joint:groups": page(*MEETS),
    "joint:new": page(P.FORUM_KEEP),
    "joint:group": page(*MEETS),
    "joint:change": page(P.FORUM_KEEP),
    "joint:members": page(P.FORUM_KEEP),
    "joint:another": page(P.FORUM_KEEP),
    "joint:calendar": page(*MEETS),
    "joint:meeting": page(*MEETS),
    "joint:move": page(P.FORUM_KEEP),
    "joint:attendance": page(P.FORUM_KEEP),
    "joint:held": page(P.FORUM_KEEP),
    "joint:strategic": page(*MEETS),
    "joint:decided": page(*MEETS, about_id=str(uuid4())),
    "joint:action": page(*MEETS, undertaking_id=str(uuid4())),
    "joint:pack": page(P.FORUM_KEEP),
    "joint:paper": page(*MEETS),
    "joint:minutes": page(P.FORUM_KEEP, shows=404),  # the meeting is ahead
    "joint:minutes_paper": page(*MEETS),
    "joint:choose": page(P.CASE_WORK, of="case"),
    "joint:put": page(P.CASE_WORK, of="case"),
    "joint:item": page(of="case"),
    "joint:share": page(P.CASE_WORK, of="case"),
    "joint:out": page(P.CASE_WORK, of="case"),
    "joint:record": page(P.CASE_WORK, of="case"),
    "joint:end": page(P.FORUM_KEEP, method="post", shows=302),
    "training:mine": page(),
    "training:refresher": page(),
    "training:register": page(P.TRAINING_KEEP),
    "training:record": page(P.TRAINING_KEEP),
    "training:file": page(P.TRAINING_KEEP),
    "training:export": page(P.TRAINING_KEEP),
    "training:person": page(P.TRAINING_KEEP),
    "training:undo": page(P.TRAINING_KEEP, method="post", shows=302),
    "training:course-add": page(P.TRAINING_KEEP),
    "training:course": page(P.TRAINING_KEEP),
    "training:course-end": page(P.TRAINING_KEEP, method="post", shows=302),
    "register:whole": page(P.POLICY_READ),
    "register:edition": page(P.POLICY_READ, slug="ovh-2021"),
    "register:approve": page(P.POLICY_KEEP, slug="ovh-2021"),
    "register:approve-decide": page(
        P.POLICY_KEEP, P.POLICY_APPROVE, method="post", shows=422, slug="ovh-2021", approval_id=str(uuid4())
    ),
    "register:entry-decide": page(
        P.POLICY_KEEP,
        P.POLICY_APPROVE,
        method="post",
        shows=422,
        slug="ovh-2021",
        kind="call",
        row_id=str(uuid4()),
    ),
    "register:consult": page(P.POLICY_KEEP, slug="ovh-2021"),
    "register:consult-end": page(P.POLICY_KEEP, shows=404, slug="ovh-2021", row_id=str(uuid4())),
    "register:call": page(P.POLICY_READ, slug="ovh-2021"),
    "register:call-end": page(P.POLICY_KEEP, shows=404, slug="ovh-2021", row_id=str(uuid4())),
    "register:assess": page(P.POLICY_KEEP, slug="ovh-2021"),
    "register:action": page(P.POLICY_KEEP, shows=404, slug="ovh-2021", row_id=str(uuid4())),
    "register:action-end": page(P.POLICY_READ, shows=404, slug="ovh-2021", row_id=str(uuid4())),
    "register:holder": page(P.POLICY_KEEP, slug="ovh-2021", post="owner"),
    "register:summary": page(P.POLICY_KEEP, slug="ovh-2021"),
    "register:summary-decide": page(
        P.POLICY_KEEP, P.POLICY_APPROVE, method="post", shows=422, slug="ovh-2021", text_id=str(uuid4())
    ),
    "awareness:calendar": page(P.AWARENESS_KEEP, P.POLICY_APPROVE),
    "awareness:plan": page(P.AWARENESS_KEEP),
    "awareness:neighbours": page(P.AWARENESS_KEEP, P.MEASURES_READ),
    "awareness:work": page(P.AWARENESS_KEEP),
    "awareness:work-back": page(P.AWARENESS_KEEP, method="post", shows=302, work_id=str(uuid4())),
    "awareness:campaign": page(P.AWARENESS_KEEP, P.POLICY_APPROVE, shows=404, campaign_id=str(uuid4())),
    "awareness:write": page(P.AWARENESS_KEEP, shows=404, campaign_id=str(uuid4())),
    "awareness:decide": page(
        P.AWARENESS_KEEP,
        P.POLICY_APPROVE,
        method="post",
        shows=422,
        campaign_id=str(uuid4()),
        text_id=str(uuid4()),
    ),
    "awareness:reach": page(P.AWARENESS_KEEP, shows=404, campaign_id=str(uuid4())),
    "awareness:off": page(P.AWARENESS_KEEP, method="post", shows=302, campaign_id=str(uuid4())),
    "staff:grants": page(P.GRANTS_REVIEW),
    "staff:glass": page(P.CASE_BREAK_GLASS),
    "staff:glass-list": page(P.GLASS_REVIEW),
    "staff:glass-review": page(P.GLASS_REVIEW, shows=404, opening_id=str(uuid4())),
    "staff:board": page(P.TEAM_BOARD),
    "staff:many": page(P.CASE_WORK),
    "staff:many-undo": page(P.CASE_WORK, method="post", shows=302),
    "staff:give-out": page(P.CASE_ASSIGN),
    "staff:give-back": page(P.CASE_ASSIGN, method="post", shows=302),
    "staff:case-sight": page(P.CASE_ASSIGN, P.CASE_READ_SEALED, of="case"),
    "staff:colleague-sight": page(P.STAFF_ADMINISTER, P.GRANTS_REVIEW),
    "staff:ties": page(),
    "staff:tie-end": page(shows=404, relation_id=str(uuid4())),
    "staff:tie-settle": page(method="post", shows=403, relation_id=str(uuid4())),
    "staff:reminders": page(),
    "staff:calendar-address": page(method="post"),
    "staff:away": page(P.CASE_WORK),
    "staff:sign-ins": page(),
    "staff:sign-ins-all": page(P.STAFF_ADMINISTER),
    "staff:away-end": page(P.CASE_WORK, method="post", shows=403, absence_id=str(uuid4())),
    "staff:audit": page(P.AUDIT_READ),
    "performance:dashboard": page(P.MEASURES_READ),
    "performance:save-view": page(P.MEASURES_READ, method="post", shows=302),
    "performance:forget-view": page(P.MEASURES_READ, method="post", shows=302, view_id=str(uuid4())),
    "performance:measures": page(P.MEASURES_READ),
    "performance:measure": page(P.MEASURES_READ, measure="response"),
    "performance:reports": page(P.MEASURES_READ, P.REPORT_CHECK, P.REPORT_APPROVE),
    "performance:report": page(
        P.MEASURES_READ, P.REPORT_CHECK, P.REPORT_APPROVE, shows=404, **MONTH
    ),  # none yet
    "performance:report-check": page(P.REPORT_CHECK, shows=404, **MONTH),
    "performance:report-approve": page(P.REPORT_APPROVE, shows=404, **MONTH),
    "performance:report-file": page(
        P.MEASURES_READ, P.REPORT_CHECK, P.REPORT_APPROVE, shows=404, form="pdf", **MONTH
    ),
    "performance:nm01": page(P.MEASURES_READ),
    "performance:nm01-year": page(P.MEASURES_READ, year="2026"),
    "performance:nm01-homes": page(P.RETURN_PREPARE, year="2026"),
    "performance:nm01-cases": page(P.MEASURES_READ, year="2026", part="hate"),
    "performance:nm01-decide": page(P.RETURN_PREPARE, shows=404, year="2026", case_id=str(uuid4())),
    "performance:benchmark": page(P.MEASURES_READ, year="2026", form="csv"),
    "performance:fairness": page(P.MEASURES_READ),
    "performance:silence": page(P.MEASURES_READ),
    "breaches:new": page(P.BREACH_REPORT),
    "breaches:raised": page(P.BREACH_REPORT),
    "breaches:log": page(P.BREACH_HANDLE),
    "breaches:export": page(P.BREACH_HANDLE),
    "breaches:one": page(P.BREACH_HANDLE),
    "breaches:done": page(P.BREACH_HANDLE, method="post", shows=302),
    "breaches:change": page(P.BREACH_HANDLE, step="assess"),
    "access:log": page(P.ACCESS_REQUESTS),
    "access:new": page(P.ACCESS_REQUESTS),
    "access:one": page(P.ACCESS_REQUESTS),
    "access:mine": page(P.CASE_READ_ALL, P.CASE_READ_SEALED),
    "access:search": page(P.CASE_READ_ALL, P.CASE_READ_SEALED),
    "access:held": page(P.CASE_READ_ALL, P.CASE_READ_SEALED, of="case"),
    "access:answer": page(P.CASE_READ_ALL, P.CASE_READ_SEALED),
    "access:bundle": page(P.CASE_READ_ALL, P.CASE_READ_SEALED, P.CASE_WORK, of="bundle"),
    "access:bundle-file": page(
        P.CASE_READ_ALL, P.CASE_READ_SEALED, P.CASE_WORK, of="bundle", shows=403
    ),  # none is given
    "access:page": page(P.CASE_READ_ALL, P.CASE_READ_SEALED, P.CASE_WORK, of="bundle"),
    "access:page-copy": page(
        P.CASE_READ_ALL, P.CASE_READ_SEALED, P.CASE_WORK, of="bundle", shows=404
    ),  # none was added
    "access:page-picture": page(
        P.CASE_READ_ALL, P.CASE_READ_SEALED, P.CASE_WORK, of="bundle", shows=404
    ),  # of words
    "access:change": page(P.ACCESS_REQUESTS, step="ask"),
    "disposal:due": page(*DISPOSERS),
    "disposal:run": page(*DISPOSERS, of="run"),
    "disposal:out": page(*DISPOSERS, of="run"),
    "disposal:certificate": page(*DISPOSERS, shows=404),  # nothing is destroyed yet
    "disposal:certificate-pdf": page(*DISPOSERS, shows=404),
    "disposal:hold": page(P.CASE_HOLD, of="hold"),
    "disposal:dates": page(P.CASE_HOLD, of="hold"),
    "policy:clauses": page(P.POLICY_READ),
    "policy:clause": page(P.POLICY_READ, clause_id="3.3.1"),
    "policy:helplines": page(P.WORDINGS_KEEP),
    "policy:helpline-checked": page(P.WORDINGS_KEEP, method="post", shows=302, number="0"),
    "policy:editions": page(P.POLICY_READ),
    "policy:compare": page(P.POLICY_READ, shows=404),  # of nothing with nothing
    "policy:edition-text": page(P.POLICY_READ, slug="ovh-2021"),
    "policy:try": page(P.POLICY_TRY),
    "policy:try-duty": page(P.POLICY_TRY, duty="visit"),
    "policy:try-result": page(P.POLICY_TRY, method="post"),  # without a draft: the form again
    "policy:try-download": page(P.POLICY_TRY, method="post"),
}

# Around signing in: what a stranger is answered with, and what somebody signed in is.
SIGNING_IN: dict[str, tuple[int, int]] = {
    "account_login": (200, 302),
    "account_logout": (302, 200),
    "account_inactive": (200, 200),
    "account_reauthenticate": (302, 200),
    "account_change_password": (302, 200),
    "password_link": (200, 200),
    "password_link_set": (410, 410),  # the token of nobody
    "mfa_login_webauthn": (302, 302),
    "mfa_list_webauthn": (302, 200),
    "mfa_add_webauthn": (302, 200),
    "mfa_reauthenticate_webauthn": (302, 302),  # to the password, for somebody without a passkey
    "mfa_edit_webauthn": (302, 404),
    "mfa_remove_webauthn": (302, 404),
    "openid_connect_login": (404, 404),  # where the landlord has no directory
    "openid_connect_callback": (404, 404),
    "directory_signed_out": (200, 302),
    "mfa_index": (302, 200),
    "mfa_authenticate": (302, 302),
    "mfa_reauthenticate": (302, 200),
    "mfa_activate_totp": (302, 302),
    "mfa_deactivate_totp": (302, 200),
    "mfa_view_recovery_codes": (302, 200),
    "mfa_generate_recovery_codes": (302, 200),
    "mfa_download_recovery_codes": (302, 200),
}

# For everybody, signed in or not, and never with a word about signing in.
PUBLIC: dict[str, dict[str, str]] = {
    "health": {},
    "public:home": {},
    "public:exit": {},
    "public:help": {},
    "public:hate": {},
    "public:what_we_do": {},
    "public:choices": {},
    "public:helplines": {},
    "public:in_danger": {},
    "public:evidence": {},
    "public:online": {},
    "public:witnesses": {},
    "public:neighbours": {},
    "public:who_else": {},
    "public:easy_read": {},
    "public:help_print": {},
    "public:safety": {},
    "public:privacy": {},
    "public:accessibility": {},
    "public:contact": {},
    "public:policy": {},
    "public:campaigns": {},
    "public:start": {},
    "public:young": {},
    "public:danger_now": {},
    "public:check": {},
    "public:received": {},
    "public:about_you": {},
    "public:how_we_did": {"token": "aaaa-bbbb-cccc-dddd"},
    "public:files": {},
    "public:draft_file": {"file_id": str(uuid4())},
    "public:return": {},
    "public:mailbox": {},
    "public:mailbox_write": {},
    "public:mailbox_more": {},
    "public:mailbox_files": {},
    "public:mailbox_reach": {},
    "public:mailbox_danger": {},
    "public:step": {"slug": "what-happened"},
    "partner:door": {"token": "x" * 43},
    "partner:read": {"token": "x" * 43},
    "desk:home": {},
    "desk:code": {},
    "desk:leave": {},
    "desk:referral": {"referral_id": str(uuid4())},
    "desk:pack": {"pack_id": str(uuid4())},
    "desk:paper": {"pack_id": str(uuid4())},
    "desk:action": {"action_id": str(uuid4())},
    "desk:tell": {"sort": "item", "about_id": str(uuid4())},
    "account:home": {},
    "account:code": {},
    "account:new": {},
    "account:open": {"mailbox_id": str(uuid4())},
    "account:leave": {},
    "account:portal": {},
    "account:portal_back": {},
    "account:case": {"case_id": str(uuid4())},
    "account:plan": {"case_id": str(uuid4())},
    "account:plan_pdf": {"case_id": str(uuid4())},
    "account:sharing": {"case_id": str(uuid4())},
    "account:receipt": {"case_id": str(uuid4()), "said_id": str(uuid4())},
    "account:stop": {"case_id": str(uuid4()), "consent_id": str(uuid4())},
    "account:visit": {"case_id": str(uuid4()), "visit_id": str(uuid4())},
    "account:reach": {"case_id": str(uuid4())},
    "account:write": {"case_id": str(uuid4())},
    "account:messages": {"case_id": str(uuid4())},
    "account:hide": {"case_id": str(uuid4())},
}


# For other programs, each with a proof of its own: the cookies of staff open none of them (tests/sites/api, tests/sites/hooks).
MACHINES: dict[str, dict[str, str]] = {
    "api:api-root": {},
    "housing-take": {},
    "housing-taken": {"upload_id": str(uuid4())},
    "housing-flags": {},
    "calendar": {"token": "x" * 43},
    "hooks:text": {"kind": "twilio"},
    "hooks:text-receipt": {"kind": "twilio"},
    "hooks:email-receipt": {"kind": "postmark"},
    "api:send_report": {},
    "api:was_received": {"reference": "R-000-001-C"},
    "api:add_files": {"reference": "R-000-001-C"},
}
SPECIFICATION = ["api:openapi-json"]

"""The words the engine itself gives meaning to. What a landlord words for itself is edition data instead.

Behaviours, motivations (strands) and the labels of channels belong to an edition; facts hold them as plain
strings, checked against the edition by `parse_facts`.
"""

from enum import StrEnum


class ReporterRole(StrEnum):
    """Who told us. Which of them are third parties is for the edition to say."""

    SURVIVOR = "survivor"
    HOUSEHOLD = "household"
    WITNESS = "witness"
    THIRD_PARTY = "third_party"
    PROFESSIONAL = "professional"
    ANONYMOUS = "anonymous"


class Affiliation(StrEnum):
    """What a person is to the landlord. `UNKNOWN` counts as customer until established, so nobody waits."""

    CUSTOMER = "customer"
    HOUSEHOLD_MEMBER = "household_member"
    EMPLOYEE = "employee"
    CONTRACTOR = "contractor"
    PUBLIC = "public"
    UNKNOWN = "unknown"


class Channel(StrEnum):
    """The ways in that the product can carry; an edition offers some or all of them."""

    IN_PERSON = "in_person"
    PHONE = "phone"
    TEXT = "text"
    ACCOUNT = "account"
    OFFICE = "office"
    EMAIL = "email"
    LETTER = "letter"
    WEB = "web"
    PARTNER = "partner"


class Safeguarding(StrEnum):
    """Whom a safeguarding concern is about."""

    ADULT = "adult"
    CHILD = "child"


class RiskLevel(StrEnum):
    """Assessed risk. Ordered by `rank`: standard 0, medium 1, high 2."""

    STANDARD = "standard"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """Position from 0 (standard) to 2 (high), for comparing levels."""
        return _RANKS[self]


_RANKS = {level: rank for rank, level in enumerate(RiskLevel)}


class Evidence(StrEnum):
    """How strong the evidence against a perpetrator has been assessed to be."""

    NONE = "none"
    SOME = "some"
    STRONG = "strong"


class Validity(StrEnum):
    """What was found when the validity of a report was looked into."""

    NOT_ASSESSED = "not_assessed"
    SUBSTANTIATED = "substantiated"
    PARTLY = "partly"
    UNSUBSTANTIATED = "unsubstantiated"


class DutyKind(StrEnum):
    """`MUST` happens, or a named person records why it could not. `CONSIDER` is decided, with a reason."""

    MUST = "must"
    CONSIDER = "consider"


class Deed(StrEnum):
    """What the product lets staff record. An edition says which of its duties each deed answers."""

    TRIAGE = "triage"  # the report is sorted
    REPLY = "reply"  # whoever reported is reached, or a message is left for them
    CONVERSATION = "conversation"  # the survivor is spoken with
    CONTACT = "contact"  # a contact, where whoever records it says that it answers the duty
    VISIT = "visit"  # the survivor is seen
    ASSESSMENT = "assessment"  # risk is assessed
    REASSESSMENT = "reassessment"  # risk is assessed again
    PLAN = "plan"  # an action plan is agreed with the survivor
    FINDING = "finding"  # it is established whether the report holds up
    ENFORCEMENT = "enforcement"  # action against whoever is responsible, with its proportionality
    EMERGENCY_CALL = "emergency_call"  # the emergency services are called
    POLICE_REFERRAL = "police_referral"  # the police are told
    HATE_HELPLINE = "hate_helpline"  # a hate-crime charity is told, for somebody who is not our customer
    SAFEGUARDING_ALERT = "safeguarding_alert"  # social services are alerted for an adult or a child
    HOMELESSNESS_REFERRAL = (
        "homelessness_referral"  # the council where the incidents happen is asked to house them
    )
    FIRE_REFERRAL = "fire_referral"  # the fire service is asked to make the home safer
    SUPPORT_REFERRAL = "support_referral"  # a support agency is offered
    FEMALE_STAFF = "female_staff"  # women on our staff are set to deal with them
    HARDENING = "hardening"  # locks, alarms and the like are ordered for the home
    URGENT_INJUNCTION = "urgent_injunction"  # the court is asked for an injunction without notice
    ONLINE_ADVICE = "online_advice"  # advice on abuse online is given
    REMOVAL = "removal"  # offensive material is photographed and removed
    REHOUSING_ADVICE = "rehousing_advice"  # advice on moving is given
    REHOUSING_EVIDENCE = "rehousing_evidence"  # evidence for their priority is sent
    INDEPENDENT_LIVING = "independent_living"  # our own support service is asked
    CAPACITY_REQUEST = "capacity_request"  # a professional is asked about capacity for a decision
    FORMAT = "format"  # the language or format that they need is set up
    SURVEY = "survey"  # the survivor is asked how we did, once the case is closed
    ADVICE = "advice"  # somebody who is not our customer is advised, and helped to find those who can act
    STAFF_ROUTE = "staff_route"  # an employee's matter is handed to the line manager or the people team
    CONDUCT_REFERRAL = "conduct_referral"  # an employee's or a contractor's conduct is referred


class Listener(StrEnum):
    """Whom a promise is told to, by who they are to the report."""

    SURVIVOR = "survivor"
    HOUSEHOLD = "household"
    OTHER = "other"


class StartEvent(StrEnum):
    """From when a record of a case is kept. All but `CLOSED` may be unknown."""

    CLOSED = "closed"
    FINDING = "finding"
    CONTACT = "contact"
    CHILD_18 = "child_18"
    ORDER_ENDS = "order_ends"
    EMPLOYMENT_ENDS = "employment_ends"


class Source(StrEnum):
    """Whose word a time or rule is: the policy's own clause, or a service standard where the policy is silent."""

    CLAUSE = "clause"
    STANDARD = "standard"


class DutyState(StrEnum):
    """Where a duty stands at a given moment."""

    OPEN = "open"
    MET = "met"
    MET_LATE = "met_late"
    OVERDUE = "overdue"

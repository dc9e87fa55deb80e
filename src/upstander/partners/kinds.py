"""The closed lists that agreements, consents and disclosures share: kinds of body, kinds of information, and what it is for.

They are code, not edition: what somebody consented to yesterday must not change its meaning with tomorrow's policy (decision 0018).
"""

INFORMATION: dict[str, str] = {
    "identity": "Their name and how to reach them",
    "address": "Where they live or are staying",
    "account": "What happened",
    "alleged": "Who is said to be responsible",
    "equality": "Why them: race, faith, disability, identity or another strand",
    "risk": "Risk and the safety plan",
    "health": "Health and support needs",
    "household": "Who else lives with them, children too",
    "files": "Photos, recordings and documents",
}

PURPOSES: dict[str, str] = {
    "safety": "Keep somebody safe",
    "crime": "Report or look into a crime",
    "support": "Get support or advice",
    "housing": "Find, keep or change a home",
    "legal": "Legal action or advice",
}

BODIES: dict[str, str] = {
    "police": "Police",
    "emergency": "Emergency services",
    "fire": "Fire and rescue",
    "social_services": "Social services",
    "homelessness": "Council: homelessness",
    "council": "Council: other services",
    "health": "Health",
    "support": "Advocacy and support",
    "reporting_centre": "Reporting centre",
    "contractor": "Contractor",
    "landlord": "Another landlord",
    "legal": "Court or solicitor",
    "other": "Other",
}

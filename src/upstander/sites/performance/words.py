"""Words of the performance pages; what figures are called comes through the room's door."""

from upstander.performance.api import words

length, share, count, of_code = words.length, words.share, words.count, words.of_code
cost, part = words.cost, words.part
month_words, short_month, DIMENSIONS = words.month_words, words.short_month, words.DIMENSIONS

TILES = {
    "reports": "Reports this month",
    "response": "Time to respond",
    "danger": "Done within 24 hours of danger",
    "promises": "Promises kept",
    "open": "Cases open now",
}
TRENDS = {
    "reports": "Reports received each month",
    "response": "Hours until half of those answered had a response",
    "promises": "Promises kept",
    "open": "Cases open at the end of each month",
}
STATES = {
    "prepared": "Waits to be checked",
    "returned": "Sent back, to be checked again",
    "checked": "Waits for approval",
    "sent": "Sent to the executive",
}

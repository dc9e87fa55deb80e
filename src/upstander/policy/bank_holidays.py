"""Bank holidays by region and year: a table for the years in common use, the `holidays` library beyond it.

The library is the authority (a test compares the table with it, year by year). It takes most of a second to
import, and the command line must answer sooner than that, so the usual years are written out here.
"""

from datetime import date
from functools import lru_cache

REGIONS = {"england-and-wales": "ENG", "scotland": "SCT", "northern-ireland": "NIR"}
"""Regions an edition may name, with the subdivision the library knows them by."""


@lru_cache(maxsize=256)
def bank_holidays(region: str, year: int) -> dict[date, str]:
    """The weekdays nobody works in that region and year, with their names. KeyError for an unknown region."""
    subdivision = REGIONS[region]
    if region == "england-and-wales":
        listed = _from_table(year)
        if listed:
            return listed
    return _from_library(subdivision, year)


def _from_table(year: int) -> dict[date, str]:
    lines = (line.split(" ", 1) for line in _ENGLAND_AND_WALES.splitlines() if line.startswith(f"{year}-"))
    return {date.fromisoformat(day): name for day, name in lines}


def _from_library(subdivision: str, year: int) -> dict[date, str]:
    import holidays  # here, not at the top: see the module's docstring

    found = holidays.country_holidays("GB", subdiv=subdivision, years=[year])
    return {day: found[day] for day in sorted(found) if day.year == year and day.weekday() < 5}


_ENGLAND_AND_WALES = """\
2024-01-01 New Year's Day
2024-03-29 Good Friday
2024-04-01 Easter Monday
2024-05-06 Early May bank holiday
2024-05-27 Spring bank holiday
2024-08-26 Summer bank holiday
2024-12-25 Christmas Day
2024-12-26 Boxing Day
2025-01-01 New Year's Day
2025-04-18 Good Friday
2025-04-21 Easter Monday
2025-05-05 Early May bank holiday
2025-05-26 Spring bank holiday
2025-08-25 Summer bank holiday
2025-12-25 Christmas Day
2025-12-26 Boxing Day
2026-01-01 New Year's Day
2026-04-03 Good Friday
2026-04-06 Easter Monday
2026-05-04 Early May bank holiday
2026-05-25 Spring bank holiday
2026-08-31 Summer bank holiday
2026-12-25 Christmas Day
2026-12-28 Boxing Day (substitute day)
2027-01-01 New Year's Day
2027-03-26 Good Friday
2027-03-29 Easter Monday
2027-05-03 Early May bank holiday
2027-05-31 Spring bank holiday
2027-08-30 Summer bank holiday
2027-12-27 Christmas Day (substitute day)
2027-12-28 Boxing Day (substitute day)
2028-01-03 New Year's Day (substitute day)
2028-04-14 Good Friday
2028-04-17 Easter Monday
2028-05-01 Early May bank holiday
2028-05-29 Spring bank holiday
2028-08-28 Summer bank holiday
2028-12-25 Christmas Day
2028-12-26 Boxing Day
2029-01-01 New Year's Day
2029-03-30 Good Friday
2029-04-02 Easter Monday
2029-05-07 Early May bank holiday
2029-05-28 Spring bank holiday
2029-08-27 Summer bank holiday
2029-12-25 Christmas Day
2029-12-26 Boxing Day
2030-01-01 New Year's Day
2030-04-19 Good Friday
2030-04-22 Easter Monday
2030-05-06 Early May bank holiday
2030-05-27 Spring bank holiday
2030-08-26 Summer bank holiday
2030-12-25 Christmas Day
2030-12-26 Boxing Day
2031-01-01 New Year's Day
2031-04-11 Good Friday
2031-04-14 Easter Monday
2031-05-05 Early May bank holiday
2031-05-26 Spring bank holiday
2031-08-25 Summer bank holiday
2031-12-25 Christmas Day
2031-12-26 Boxing Day
2032-01-01 New Year's Day
2032-03-26 Good Friday
2032-03-29 Easter Monday
2032-05-03 Early May bank holiday
2032-05-31 Spring bank holiday
2032-08-30 Summer bank holiday
2032-12-27 Christmas Day (substitute day)
2032-12-28 Boxing Day (substitute day)
2033-01-03 New Year's Day (substitute day)
2033-04-15 Good Friday
2033-04-18 Easter Monday
2033-05-02 Early May bank holiday
2033-05-30 Spring bank holiday
2033-08-29 Summer bank holiday
2033-12-26 Boxing Day
2033-12-27 Christmas Day (substitute day)
2034-01-02 New Year's Day (substitute day)
2034-04-07 Good Friday
2034-04-10 Easter Monday
2034-05-01 Early May bank holiday
2034-05-29 Spring bank holiday
2034-08-28 Summer bank holiday
2034-12-25 Christmas Day
2034-12-26 Boxing Day
2035-01-01 New Year's Day
2035-03-23 Good Friday
2035-03-26 Easter Monday
2035-05-07 Early May bank holiday
2035-05-28 Spring bank holiday
2035-08-27 Summer bank holiday
2035-12-25 Christmas Day
2035-12-26 Boxing Day
"""

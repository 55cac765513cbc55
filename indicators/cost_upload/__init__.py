"""Read a table of costs: rows become lines, or problems that name their cell. No database, no clock.

The template: Period; Organisation; Yrkesgrupp; Vårdområde; Slag (inhyrd/egen); Belopp (kr), or (tkr), (mnkr); varav jour;
varav utom ram; Hyrveckor; Timmar; Korrigering. Columns may stand in any order. What a name means is looked up in `Words`,
which hold the file's own region only: a unit of another region is as unknown as one that does not exist.
"""

from indicators.cost_upload.reading import read
from indicators.cost_upload.words import FileTotal, KnownReturn, Place, PlacedLine, Reading, Words, period_name

__all__ = ["FileTotal", "KnownReturn", "Place", "PlacedLine", "Reading", "Words", "period_name", "read"]

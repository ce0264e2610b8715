"""India's time, all year. A module of its own, for the dates' are costly to import."""

from datetime import timedelta, timezone

IST = timezone(timedelta(hours=5, minutes=30), "IST")

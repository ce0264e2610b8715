"""Measured values, one a row."""

from dataclasses import dataclass


@dataclass
class Figure:
    """One measured value; ``target``: the most that it may be, None where none was set."""

    name: str
    value: float
    unit: str
    target: float | None = None

    @property
    def row(self) -> str:
        goal = "" if self.target is None else f"at most {self.target:g}"
        missed = "   MISSED" if self.target is not None and self.value > self.target else ""
        return f"{self.name:58}{self.value:10.2f} {self.unit:4}  {goal}{missed}"

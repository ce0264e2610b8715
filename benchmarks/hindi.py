"""How fast and how right ``newsbot.hindi.clean`` is, beside ftfy and indic-nlp-library.

Run ``python -m benchmarks.hindi``. The two libraries are measured where they can be imported.
Needs ``../shared/gold`` for the table of right and wrong; without it, times only.
"""

import importlib
import json
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from newsbot.hindi import clean

GOLD = Path(__file__).parents[1].parent / "shared" / "gold" / "hindi_clean.jsonl"
ROUNDS = 5

SUBJECTS = """\
राज्य सरकार ने
नगर निगम की टीम ने
किसानों के संगठन ने
मौसम विभाग ने
डॉ. शर्मा और प्रो. वर्मा ने
एस.पी. और डी.एम. ने
भारतीय टीम ने
रेलवे के अधिकारियों ने
स्कूल शिक्षा विभाग ने
बाज़ार समिति ने""".splitlines()
MIDDLES = """\
सोमवार सुबह 10.30 बजे हुई बैठक के बाद
करीब 1,25,000 रुपये की लागत से
पिछले साल की तुलना में 3.5 फीसदी ज़्यादा बारिश देखकर
इलाके के लोगों की शिकायत पर
लंबे इंतज़ार के बाद आखिरकार
अदालत के फ़ैसले को ध्यान में रखते हुए
पड़ोसी ज़िलों के साथ मिलकर
सोशल मीडिया प्लेटफॉर्म X पर उठे सवालों के जवाब में""".splitlines()
ENDS = """\
नई योजना शुरू करने का एलान किया है.
सड़क की मरम्मत का काम तेज कर दिया।
लोगों से सावधान रहने को कहा है.
कई गांवों में राहत सामग्री पहुंचाई।
इस साल का लक्ष्य तय समय से पहले पूरा कर लिया.
यह भी साफ किया कि किसी को घबराने की जरूरत नहीं है।""".splitlines()


def news_text() -> str:
    """About 400 kB of clean Hindi news text: every sentence of the parts, three a paragraph."""
    sentences = [f"{s} {m} {e}" for e in ENDS for m in MIDDLES for s in SUBJECTS]
    paragraphs = [" ".join(sentences[i : i + 3]) for i in range(0, len(sentences), 3)]
    return "\n".join(paragraphs * 3)


def dirty(text: str) -> str:
    """The text with what pages do to it: glued stops, stray spaces, NBSP, entities, ZWSP."""
    text = text.replace("है. ", "है .").replace("।", " ।").replace(" के ", "\xa0के ")
    return text.replace("बैठक", "बै\u200bठक").replace(" और ", "&nbsp;और ")


def cleaners() -> dict[str, Callable[[str], str]]:
    """Ours, and the others that are installed."""
    found: dict[str, Callable[[str], str]] = {"newsbot": clean}
    try:
        found["ftfy"] = importlib.import_module("ftfy").fix_text
    except ImportError:
        print("ftfy: not installed, skipped")
    try:
        normalize = importlib.import_module("indicnlp.normalize.indic_normalize")
        found["indic-nlp-library"] = normalize.DevanagariNormalizer(lang="hi").normalize
    except ImportError:
        print("indic-nlp-library: not installed, skipped")
    return found


def megabytes_per_second(function: Callable[[str], str], texts: list[str]) -> float:
    """The median speed of the function over the texts, in 10^6 bytes of UTF-8 a second."""
    size = sum(len(text.encode()) for text in texts)
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for text in texts:
            function(text)
        seconds.append(time.perf_counter() - start)
    return size / median(seconds) / 1e6


def right_and_wrong(function: Callable[[str], str]) -> dict[str, Any]:
    """How many rows of the gold the function gets right, and the cases it gets wrong."""
    rows = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    wrong = [row["case"] for row in rows if function(row["in"]) != row["out"]]
    return {"right": len(rows) - len(wrong), "wrong": wrong}


def run() -> dict[str, Any]:
    """Figures of every cleaner: MB/s on clean text, on its paragraphs, on dirty ones; the gold."""
    text = news_text()
    inputs = {
        "one text": [text],
        "paragraphs": text.split("\n"),
        "dirty paragraphs": dirty(text).split("\n"),
    }
    figures: dict[str, Any] = {}
    for name, function in cleaners().items():
        figures[name] = {
            "MB/s": {what: megabytes_per_second(function, texts) for what, texts in inputs.items()}
        }
        if GOLD.exists():
            figures[name]["gold"] = right_and_wrong(function)
    return figures


def main() -> None:
    """Print the figures as a table."""
    for name, figures in run().items():
        speeds = "  ".join(f"{what} {speed:6.1f}" for what, speed in figures["MB/s"].items())
        print(f"{name:18} MB/s: {speeds}")
        if "gold" in figures:
            right, wrong = figures["gold"]["right"], figures["gold"]["wrong"]
            print(f"{'':18} gold: {right} right, {len(wrong)} wrong {' '.join(wrong)}")


if __name__ == "__main__":
    main()

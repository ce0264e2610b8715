from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from newsbot.report_page.edits import MAX_PARAGRAPHS, Pieces, edit_of, marked
from tests.clock import cpu_seconds
from tests.report_page.parts import line

WORDS = st.lists(st.sampled_from(["नहर", "में", "पानी", "छोड़ा", "गया", "दो"]), max_size=12)


def text_of(side: Pieces) -> str:
    return " ".join(text for text, _ in side)


def kept(side: Pieces) -> list[str]:
    return [word for text, is_marked in side if not is_marked for word in text.split()]


def test_the_words_of_a_headline_that_changed_are_marked() -> None:
    pair = marked("नहर में पानी छोड़ा गया", "नहर में दो दिन बाद पानी छोड़ा गया")
    assert pair.before == [("नहर में पानी छोड़ा गया", False)]
    assert pair.after == [("नहर में", False), ("दो दिन बाद", True), ("पानी छोड़ा गया", False)]


def test_a_word_is_whole_with_its_vowel_signs() -> None:
    pair = marked("किसान ने कहा", "किसानों ने कहा")
    assert pair.before[0] == ("किसान", True)
    assert pair.after[0] == ("किसानों", True)


@given(WORDS, WORDS)
def test_both_texts_are_whole_and_what_is_not_marked_is_the_same(
    old: list[str], new: list[str]
) -> None:
    pair = marked(" ".join(old), " ".join(new))
    assert text_of(pair.before) == " ".join(old)
    assert text_of(pair.after) == " ".join(new)
    assert kept(pair.before) == kept(pair.after)


def test_paragraphs_that_only_moved_are_none_that_changed() -> None:
    edit = edit_of(line(1, body="क\n\nख\n\nग"), line(1, body="ख\n\nक\n\nग घ", revision=2))
    assert [(text_of(each.before), text_of(each.after)) for each in edit.paragraphs] == [
        ("ग", "ग घ")
    ]


def test_a_small_edit() -> None:
    old = line(1, body="बारिश से 12 गांव घिरे.", summary="राहत का काम जारी है")
    assert edit_of(old, line(1, body="बारिश से 14 गांव घिरे.", summary=old["summary"])).is_small
    assert not edit_of(old, {**old, "headline": "नहर की मरम्मत पूरी"}).is_small
    assert not edit_of(old, {**old, "body": old["body"] + "\n\nचार सौ लोग शिविर में हैं."}).is_small
    dated = {**old, "changes": {"fields": ["updated_at", "images", "future_field"]}}
    assert edit_of(old, dated).is_small
    assert edit_of(old, dated).others == ["updated_at", "images"]


def test_entries_of_a_live_blog_are_paragraphs() -> None:
    old = line(1, live_updates=[{"heading": None, "text": "सुबह मतदान शुरू"}])
    new = line(1, live_updates=[{"heading": None, "text": "सुबह मतदान शुरू"}, {"text": "60% मतदान"}])
    (pair,) = edit_of(old, new).paragraphs
    assert (pair.before, pair.after) == ([], [("60% मतदान", True)])


def test_long_texts_cost_little() -> None:
    many = "\n\n".join(f"अनुच्छेद {at}" for at in range(MAX_PARAGRAPHS * 5))

    def compare() -> None:
        edit = edit_of(line(1, body=many), line(1, body=many.replace("अनुच्छेद", "भाग")))
        assert edit.more > MAX_PARAGRAPHS
        for each in ("क " * 100_000, "क ख " * 600, "क" * 500_000):
            new = f"ग {each}"
            edit_of(line(1, body=each, headline=each), line(1, body=new, headline=new))

    assert cpu_seconds(compare, 5) <= 5


def test_lines_that_lack_nearly_all() -> None:
    edit = edit_of({"id": "a:1"}, {"id": "a:1", "changes": None, "live_updates": None})
    assert edit.is_small
    assert not edit.paragraphs

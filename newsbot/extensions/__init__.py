"""Extensions: what watches a run from its side."""

"""Programs for people who run or work on newsbot from a checkout."""

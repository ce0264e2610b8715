"""Tell how a run went: outcome, exit status, report, alerts.

outcomes.py chooses the outcome from the run's figures, run_reports.py reads and writes
``runs.jsonl``, alerts.py sends reports, failures.py keeps the errors that a message names;
log_formatter.py and log_records.py write the log.
Imported by extensions/, commands/ and schedule/; its constants by all.
"""

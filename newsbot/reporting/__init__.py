"""Tell how a run went: outcome, exit status, report, alerts.

outcomes.py chooses the outcome from the run's figures, whose names are in stat_names.py,
run_reports.py reads and writes ``runs.jsonl``, alerts.py sends reports, metrics.py and sentry.py
make more of them, failures.py keeps the errors that a message names; log_formatter.py and
log_records.py write the log. environment.py is that of programs which newsbot starts.

Imported by extensions/, commands/ and schedule/; its constants by all. Imports files/.
"""

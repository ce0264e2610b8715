"""Report how a run ended: outcome, exit status, report, alerts.

outcomes.py has the outcomes and their exit statuses. run_outcome.py chooses the outcome of a run
from its counts (run_counts.py) and its failed pages (failures.py). stat_names.py has the names of
stats, and stat_groups.py reads groups of them. run_reports.py reads and writes ``runs.jsonl``.
alerts.py, metrics.py and sentry.py send reports to other programs. log_formatter.py and
log_records.py write the log. environment.py has the environment of programs that newsbot starts.

Imported by extensions/, commands/ and schedule/; its constants by all. Imports files/.
"""

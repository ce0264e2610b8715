"""Settings of the newsbot project. Every line that differs from Scrapy's default says why."""

import os

from newsbot import __version__
from newsbot.discovery.budgets.source_budget import MAX_FRUITLESS_PAGES
from newsbot.feeds.formats import NEW_EXPORTERS
from newsbot.reporting import outcomes

BOT_NAME = "newsbot"
SPIDER_MODULES = ["newsbot.spiders"]
NEWSPIDER_MODULE = "newsbot.spiders"
COMMANDS_MODULE = "newsbot.commands"  # among them `crawl`, whose exit status tells the outcome

# newsbot's own -----------------------------------------------------------------------------------

# The folder of the ledger, the feeds and the reports. `-s` comes before the environment variable.
NEWSBOT_DATA_DIR = os.environ.get("NEWSBOT_DATA_DIR") or "data"
# A URL or an e-mail address by which the owners of a site can reach you. Each request sends it.
NEWSBOT_CONTACT = os.environ.get("NEWSBOT_CONTACT", "")

# The most pages of one listing that a run reads. Some sites' listings never end.
NEWSBOT_LISTING_MAX_PAGES = 1000
# The most requests that a run makes for one source without a new article. Requests for the
# sections, feeds and sitemaps that the source names are counted too, until they give an article.
# Some sites name new pages without end.
NEWSBOT_MAX_FRUITLESS_PAGES = MAX_FRUITLESS_PAGES
# The most requests for articles that a run holds in memory, some 2 KB each. Further articles wait
# in the ledger until half of these requests are answered. 0: no limit.
NEWSBOT_MAX_WAITING_ARTICLES = 50_000
# The most characters of an article, all its texts together. A longer article is a reject,
# `too_long`. Live blogs of 3,000 entries have half as many. So much text is cleaned and compared in
# seconds.
NEWSBOT_MAX_TEXT_LENGTH = 1_000_000
# How often an article is fetched again though no sitemap or feed says that it changed: pairs of the
# article's age and the interval, in seconds. Most corrections come in the first hours.
NEWSBOT_REVISIT = (
    (3600, 600),  # its first hour: every ten minutes
    (86_400, 3600),  # its first day: every hour
    (7 * 86_400, 86_400),  # its first week: every day
)

# Articles that their publisher reserves from text and data mining or from AI (docs/feed.md):
# `record` delivers them with the publisher's signals, `skip` makes them rejects (`reserved`).
NEWSBOT_RESERVED = os.environ.get("NEWSBOT_RESERVED") or "record"
# Whether a run fetches /ai.txt and /.well-known/tdmrep.json once from each host that has articles.
# Without these files, newsbot reads the reservations from robots.txt and the pages alone.
NEWSBOT_RIGHTS_FILES = os.environ.get("NEWSBOT_RIGHTS_FILES") or True

# The most seconds that a run waits, all waits together, because hosts send Retry-After. If a host
# asks for a longer wait, its pages are left to a later run.
NEWSBOT_RETRY_AFTER_MAX_WAIT = 60
# The folder of the files by which all crawls of this user on this machine share the delay between
# requests to a host. None: `newsbot` in the user's runtime directory (XDG_RUNTIME_DIR), else
# `newsbot-<user id>` in the temporary directory. Empty: crawls do not share the delay.
NEWSBOT_HOST_GATES = os.environ.get("NEWSBOT_HOST_GATES")

# A folder for WARC files of all responses of a crawl (docs/archives.md). The argument archive=
# comes before this setting. Empty: no archive.
NEWSBOT_ARCHIVE = os.environ.get("NEWSBOT_ARCHIVE", "")

# The most pages of a site that are saved in the data directory because they could not be read, some
# 20 KB each.
NEWSBOT_MAX_SAVED_PAGES = 1000
# Whether each run writes a page for people, reports/<spider>/<run>.html, and how many of these
# pages a spider keeps, 50 KB to 3 MB each. `scrapy report RUN` writes the page again.
NEWSBOT_RUN_REPORT = os.environ.get("NEWSBOT_RUN_REPORT") or True
NEWSBOT_MAX_RUN_REPORTS = 200
# Alerts: a command that reads the run's report from standard input; a URL to which the report is
# sent with POST.
NEWSBOT_ALERT_COMMAND = os.environ.get("NEWSBOT_ALERT_COMMAND", "")
NEWSBOT_ALERT_WEBHOOK = os.environ.get("NEWSBOT_ALERT_WEBHOOK", "")
# Alerts are sent for these outcomes (newsbot/reporting/outcomes.py), and after so many runs in a
# row without an article. 0: runs without an article send no alert.
NEWSBOT_ALERT_OUTCOMES = outcomes.BAD
NEWSBOT_ALERT_EMPTY_RUNS = os.environ.get("NEWSBOT_ALERT_EMPTY_RUNS") or 0

# How a crawl shows its progress. `auto` draws a display on a terminal; elsewhere it logs a line
# every 30 seconds (level INFO). 0 logs the line on a terminal too. `plain` writes the line to
# standard error, whatever LOG_LEVEL is. With a display, LOG_LEVEL is WARNING unless the user sets
# it.
NEWSBOT_PROGRESS = os.environ.get("NEWSBOT_PROGRESS") or "auto"

# Metrics for Prometheus, read by the textfile collector of node_exporter: a folder, or a file that
# all sites share. `%(spider)s` stands for the spider's name. Empty: no metrics.
NEWSBOT_METRICS_FILE = os.environ.get("NEWSBOT_METRICS_FILE", "")
# The DSN by which errors and bad outcomes of runs are sent to Sentry (the extra `sentry`). Empty:
# nothing is sent.
SENTRY_DSN = os.environ.get("SENTRY_DSN", "")

# Pages that need a browser: `auto` renders the pages for which a spider declares it, `never`
# renders none. The argument browser= comes before this setting. Without a Chromium (`make browser`)
# a crawl skips these pages.
NEWSBOT_BROWSER = os.environ.get("NEWSBOT_BROWSER") or "auto"
NEWSBOT_BROWSER_PATH = os.environ.get("NEWSBOT_BROWSER_PATH", "")  # empty: newsbot looks for one
NEWSBOT_BROWSER_TIMEOUT = 20  # seconds for one page, without its wait for the delay of a host
NEWSBOT_BROWSER_MAX_PAGES = 100  # then the browser is restarted, because its memory grows

# Honest, polite and safe: for every spider of the project -----------------------------------------

USER_AGENT = f"newsbot/{__version__}" + (f" (+{NEWSBOT_CONTACT})" if NEWSBOT_CONTACT else "")
ROBOTSTXT_OBEY = True  # Scrapy's default is to ignore it
ROBOTSTXT_USER_AGENT = "newsbot"  # robots.txt names newsbot without its version
DOWNLOAD_DELAY = 1  # seconds between requests to a host; Scrapy's default is 0
DOWNLOAD_DELAY_JITTER = 0  # the delay is never shorter than DOWNLOAD_DELAY
REMOTE_CONTROL_ENABLED = False  # it runs Python code that is sent to a port; on by default
TELNETCONSOLE_ENABLED = False  # it does that too; on by default
DOWNLOAD_VERIFY_CERTIFICATES = True  # by default Scrapy accepts any certificate
# The name of a site may resolve to an address of the user's own network. Scrapy's resolver connects
# to it; this one refuses, for the requests of newsbot's download handlers alone.
TWISTED_DNS_RESOLVER = "newsbot.downloader.resolver.PublicResolver"

# newsbot's spiders -------------------------------------------------------------------------------

# newsbot.addon sets the other settings that newsbot's spiders need, for these spiders alone, unless
# this file or `-s` sets them. An article passes the pipelines in this order; add your own here.
ITEM_PIPELINES = {
    "newsbot.pipelines.clean_text.CleanText": 100,
    "newsbot.pipelines.parse_dates.ParseDates": 200,
    "newsbot.pipelines.count_fields.CountFields": 250,
    "newsbot.pipelines.validate.Validate": 300,
    "newsbot.pipelines.filter_reserved.FilterReserved": 350,
    "newsbot.pipelines.filter_since.FilterSince": 400,
    "newsbot.pipelines.deduplicate.Deduplicate": 500,
}

# Output ------------------------------------------------------------------------------------------

FEED_EXPORTERS = NEW_EXPORTERS  # formats that -o and -O tell by the file name; see newsbot.addon
FEED_EXPORT_ENCODING = "utf-8"  # without it, Scrapy writes Hindi letters as \u escapes
LOG_LEVEL = "INFO"  # DEBUG prints every item

"""Name newsbot's stats. The comment of a prefix of several stats begins with ``/<reason>``.

The run report has all stats without PREFIX: those of fields under ``fields``, the others under
``counts``. Scripts read the report: a stat may be added, but its name never changes.
"""

PREFIX = "newsbot/"

# Articles' pages.
PAGES = f"{PREFIX}pages"  # /<reason> of pages that stay due: robots_unavailable, not_rendered …
PAGES_FETCHED = f"{PAGES}/fetched"  # pages with a response
PAGES_LEFT = f"{PAGES}/left"  # due articles that the run did not read
# Addresses that were not found in an earlier run, and that this run did not request again.
PAGES_NOT_FOUND_LEFT = f"{PAGES}/not_found_left"
# Addresses of unread articles that wait for later runs. Other addresses of the same pages led
# nowhere. /where: URL of the page → number.
ADDRESSES_LEFT = f"{PAGES}/addresses_left"
# Pages of a site that nobody declared, which wait for later runs: others of their folder show no
# text. /where: URL of the folder → number.
PAGES_TEXTLESS_LEFT = f"{PAGES}/textless_left"
PAGES_NAMED = f"{PAGES}/named"  # pages that the user named with urls=
PAGES_NOT_MODIFIED = f"{PAGES}/not_modified"
PAGES_NO_ARTICLE = f"{PAGES}/no_article"  # /<listing, static or gallery>, see docs/any-site.md
PAGES_AMP = f"{PAGES}/amp"  # AMP pages that were read in place of the canonical page
PAGES_OTHER_FORM = f"{PAGES}/other_form"  # pages that were requested by another form of the URL
PAGES_EXTRACTION_ERRORS = f"{PAGES}/extraction_errors"  # errors in newsbot's extraction
PAGES_NEWLY_UNREAD = f"{PAGES}/newly_unread"  # rejects of extraction that had not failed before
# Rejects of extraction that had failed by the last healthy run.
PAGES_UNREAD_AS_BEFORE = f"{PAGES}/unread_as_before"
# Rejects that could not be fetched, and that the last healthy run could not fetch either.
PAGES_FAILED_AS_BEFORE = f"{PAGES}/failed_as_before"
# Newly unread pages of all runs since a run last read an article.
PAGES_UNREAD_IN_A_ROW = f"{PAGES}/unread_in_a_row"
SOFT_404_ASKED = f"{PAGES}/soft_404_asked"  # whether an address that cannot exist was requested
SECOND_LOOKS = f"{PREFIX}second_looks"  # pages in doubt that were fetched a second time
FAILED = f"{PREFIX}failed"  # /<kind> of the failure
FAILED_BEFORE = f"{PREFIX}failed_before"  # /<reason>, in earlier runs
REFUSED = f"{PREFIX}refused"  # /<reason>
TRUNCATED_BODIES = f"{PREFIX}truncated_bodies"
BLOCKED = f"{PREFIX}blocked"  # responses that were a challenge or a block page
BLOCKED_BY = f"{PREFIX}blocked_by"  # the name of the protection that sent them
REJECTS = f"{PREFIX}rejects"  # /<reason>
EXAMPLES = f"{PREFIX}examples"  # /<kind>: lines for people

# Pages that name articles.
SOURCES_READ = f"{PREFIX}sources/read"
SOURCES_NOT_MODIFIED = f"{PREFIX}sources/not_modified"
SOURCES_FAILED = f"{PREFIX}sources/failed"  # /<reason>
SOURCES_FRUITLESS = f"{PREFIX}sources/fruitless"  # pages without progress; /where: URL → number
SOURCES_LEFT_OUT = f"{PREFIX}sources/left_out"  # left out by the budget; /where: URL → number
# Sections of a site without a declaration, which wait for later runs. /where: URL → 1.
SECTIONS_LEFT = f"{PREFIX}sources/sections_left"
SOURCES_TOO_DEEP = f"{PREFIX}sources/too_deep"  # sitemaps in too deeply nested indexes; /examples
SOURCES_TO_BE_RETRIED = f"{PREFIX}sources/to_be_retried"
ROBOTS_TXT_READ = f"{PREFIX}robots_txt/read"
LISTINGS_READ = f"{PREFIX}listings/read"
LISTINGS_NOT_MODIFIED = f"{PREFIX}listings/not_modified"
LISTINGS_EXAMPLES = f"{PREFIX}listings/examples"  # URLs of listings that name no article
LEADS = f"{PREFIX}leads"  # /<found_via>: articles that sources name
UNRECOGNISED_URLS = f"{PREFIX}unrecognised_urls"  # /<found_via>, /examples, /sources
SECTIONS_UNKNOWN = f"{PREFIX}sections_unknown"  # names in sections= that the site does not have

# Results for the articles.
ARTICLES = f"{PREFIX}articles"  # /<found_via>: lines of the feed
LEDGER_LONGEST_WAIT = f"{PREFIX}ledger/longest_wait_ms"  # of a write, for other processes
KNOWN_ARTICLES = f"{PREFIX}known_articles"  # articles in the ledger at the end
KNOWN_LINES = f"{PREFIX}known_lines"  # lines of the feed that came from the ledger
RECORDED = f"{PREFIX}recorded"  # /<kind> of RecordResult
NEAR_DUPLICATES = f"{PREFIX}near_duplicates"
OVER_LIMIT = f"{PREFIX}over_limit"
OLDER_THAN_SINCE = f"{PREFIX}older_than_since"

# Fields.
FIELD = f"{PREFIX}field"  # /<name>/filled, …/missing, …/from_markup, …/examples
DATES = f"{PREFIX}dates"  # /published, /updated, /entries; each /parsed, /not_understood, /missing
DISCARDED_VALUES = f"{PREFIX}discarded_values"  # /<field>/<problem>
BOILERPLATE_PARAGRAPHS = f"{PREFIX}boilerplate_paragraphs"
LAYOUT_CHANGED = f"{PREFIX}layout_changed"  # the message of the alarm

# Pages that could not be read and are saved.
SAVED_PAGES_SAVED = f"{PREFIX}saved_pages/saved"
SAVED_PAGES_OVER_LIMIT = f"{PREFIX}saved_pages/over_limit"
SAVED_PAGES_FOLDER = f"{PREFIX}saved_pages/folder"
REPARSE_MODE = f"{PREFIX}reparse_mode"  # 1 if the run has reparse=1
SAVED_PAGES_ANSWERED = f"{PREFIX}saved_pages/answered"
SAVED_PAGES_MISSING = f"{PREFIX}saved_pages/missing"
SAVED_PAGES_READ = f"{PREFIX}saved_pages/read"

# Archives that are read.
ARCHIVE_FILES = f"{PREFIX}archive/files"
ARCHIVE_CAPTURES = f"{PREFIX}archive/captures"  # records of articles' pages
ARCHIVE_KNOWN = f"{PREFIX}archive/known"  # captures that are older than the one in the ledger
# Records that another record replaces: AMP pages, and documents that a browser rendered.
ARCHIVE_SUPERSEDED = f"{PREFIX}archive/superseded"

# The archive that a crawl writes.
ARCHIVED_FILES = f"{PREFIX}archived/files"
ARCHIVED_RECORDS = f"{PREFIX}archived/records"
ARCHIVED_REVISITS = f"{PREFIX}archived/revisits"  # records without payload, which is known already

# Backoffs of hosts.
RETRY_AFTER_ANSWERS = f"{PREFIX}retry_after/answers"
RETRY_AFTER_IGNORED = f"{PREFIX}retry_after/ignored"
RETRY_AFTER_REFUSED = f"{PREFIX}retry_after/refused"
RETRY_AFTER_SECONDS = f"{PREFIX}retry_after/seconds"  # the sum of the waits of the run
RETRY_AFTER_HOST = f"{PREFIX}retry_after/host"
RETRY_AFTER_UNTIL = f"{PREFIX}retry_after/until"
RETRY_AFTER_OVERLOADED = f"{PREFIX}retry_after/overloaded"  # True: the host named no time
OVERLOAD_PAUSES = f"{PREFIX}overload/pauses"

# The browser.
BROWSER_ASKED_FOR = f"{PREFIX}browser/asked_for"
BROWSER_GIVEN_UP = f"{PREFIX}browser/given_up"
BROWSER_SKIPPED = f"{PREFIX}browser/skipped"
BROWSER_STILL_EMPTY = f"{PREFIX}browser/still_empty"
BROWSER_FAILED = f"{PREFIX}browser/failed"
BROWSER_STARTED = f"{PREFIX}browser/started"
BROWSER_RENDERED = f"{PREFIX}browser/rendered"
BROWSER_UNRENDERED = f"{PREFIX}browser/unrendered"
BROWSER_CRASHED = f"{PREFIX}browser/crashed"
BROWSER_CLICKS = f"{PREFIX}browser/clicks"
BROWSER_MILLISECONDS = f"{PREFIX}browser/milliseconds"
BROWSER_REQUESTS_SENT = f"{PREFIX}browser/requests/sent"
BROWSER_REQUESTS_REFUSED = f"{PREFIX}browser/requests/refused"
BROWSER_REQUESTS_FAILED = f"{PREFIX}browser/requests/failed"
BROWSER_REQUESTS_NOT_WANTED = f"{PREFIX}browser/requests/not_wanted"
BROWSER_REQUESTS_TOO_MANY = f"{PREFIX}browser/requests/too_many"

# The run.
FEEDS_EMPTIED = f"{PREFIX}feeds/emptied"
RUN_REPORTS_FAILED = f"{PREFIX}run_reports/failed"
TRAFFIC = f"{PREFIX}traffic"  # an object, see newsbot.downloader.traffic; `network` in the report
CALLBACK_ERRORS = f"{PREFIX}callback_errors"
STORAGE_ERRORS = f"{PREFIX}storage_errors"
STORAGE_ERROR = f"{PREFIX}storage_error"  # a message, as the three below
NOT_OPENED = f"{PREFIX}not_opened"
NOT_HINDI = f"{PREFIX}not_hindi"
WRONG_ARGUMENT = f"{PREFIX}wrong_argument"

"""``python -m newsbot``: what newsbot does without a Scrapy project."""

import sys

from newsbot.archive import command as archives
from newsbot.extraction.command import main

if __name__ == "__main__":
    sys.exit(main(archives=archives))

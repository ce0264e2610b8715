"""``make bench``: every figure that README and docs show, measured in one run."""

from benchmarks import browser, crawl, dates, hindi, ledger, page, profile, progress


def main() -> None:
    for each in (crawl, profile, progress, page, hindi, dates, ledger, browser):
        each.main()


if __name__ == "__main__":
    main()

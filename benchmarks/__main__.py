"""``make bench``: every figure that README and docs show, measured in one run."""

from benchmarks import crawl, dates, hindi


def main() -> None:
    crawl.main()
    hindi.main()
    dates.main()


if __name__ == "__main__":
    main()

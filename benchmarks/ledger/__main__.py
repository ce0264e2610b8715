from benchmarks.ledger import main

main()

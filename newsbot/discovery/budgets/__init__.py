"""What a run asks for in vain, and how much of that it can afford.

address_budget.py bounds addresses that lead to no article, and not_found.py those of earlier runs;
source_budget.py bounds pages of sources that bring nothing, and pagination.py the pages of a
listing. backlog.py holds back what is due until there is room for it. left_out.py says to people
what the budgets left out.

Imported by frontier/, and by settings.py, callbacks/, extensions/, middlewares/ and spiders/.
Imports crawl.py, path.py, sources/, downloader/ and ledger/.
"""

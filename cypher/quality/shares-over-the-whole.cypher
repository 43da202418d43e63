// Companies whose shares add up to more than all of them
// id = "quality/shares-over-the-whole"
// asks = "Of which companies do owners hold more than 100 percent together on a day, and who says so?"
// returns = "table"
// key = ["company"]
// interactive = true
// tags = ["quality", "ownership", "shares"]
// typology = "An owner who sold, or a share that two sources count"
// references = ["FATF, Guidance on Beneficial Ownership of Legal Persons (2023)"]
// reviewed = 2026-11-28
// params.on = {type = "date", label = "On", help = "Shares held on that day", default = "2026-01-01"}
// params.over_percent = {type = "number", label = "More than (%)", help = "A little over 100 allows for rounding", default = 100.5, min = 100, max = 100000}
// columns.company = "entity"
// columns.name = "text"
// columns.percent = "number"
// columns.owners = "entities"
// columns.names = "texts"
// example.graph = "holdings"
// example.row = {name = "Ringveld Beta AG", percent = 120.0, names = ["Ringveld Alfa GmbH", "Uwe Ring"]}
MATCH (owner:Party)-[held:OWNS]->(company:Company)
WHERE held.share_percent IS NOT NULL
  AND coalesce(held.since, $on) <= $on
  AND coalesce(held.until, $on) >= left($on, size(coalesce(held.until, $on)))
WITH company, owner, sum(held.share_percent) AS share
ORDER BY owner.id
WITH company, round(sum(share) * 100) / 100.0 AS percent, collect(owner.id) AS owners, collect(owner.caption) AS names
WHERE percent > $over_percent
RETURN company.id AS company, company.caption AS name, percent, owners, names
ORDER BY percent DESC, company

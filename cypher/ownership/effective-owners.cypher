// Who owns a company in the end, and how much of it
// id = "ownership/effective-owners"
// asks = "Which people and bodies that nobody owns hold a company through chains of others, and what share reaches each through all its chains together?"
// returns = "table"
// key = ["owner"]
// interactive = true
// tags = ["ownership", "shares", "chains", "sanctions"]
// typology = "Control hidden behind layers of holdings"
// references = ["OFAC, Revised Guidance on Entities Owned by Persons Whose Property and Interests in Property Are Blocked (2014): 50 percent in the aggregate"]
// reviewed = 2026-11-28
// params.company = {type = "entity", label = "Company", help = "Whose owners are wanted"}
// params.on = {type = "date", label = "On", help = "Shares held on that day", default = "2026-01-01"}
// params.least_percent = {type = "number", label = "Least share (%)", help = "50 for the aggregate rule of sanctions", default = 0, min = 0, max = 100}
// columns.owner = "entity"
// columns.name = "text"
// columns.percent = "number"
// columns.chains = "integer"
// columns.longest = "integer"
// example.graph = "holdings"
// example.params = {company = "register:company:NL-20000001"}
// example.row = {owner = "register:person:GR-P2000002", name = "Bo Asterios", percent = 78.0, chains = 3, longest = 3}
MATCH path = (owner:Party)-[:OWNS*1..6]->(company:Company {id: $company})
WHERE NOT EXISTS { (:Party)-[:OWNS]->(owner) }
  AND ALL(held IN relationships(path) WHERE held.share_percent IS NOT NULL
    AND coalesce(held.since, $on) <= $on
    AND coalesce(held.until, $on) >= left($on, size(coalesce(held.until, $on))))
WITH owner, length(path) AS steps,
  reduce(share = 100.0, held IN relationships(path) | share * held.share_percent / 100.0) AS share
WITH owner, sum(share) AS total, count(*) AS chains, max(steps) AS longest
WITH owner, round(total * 100) / 100.0 AS percent, chains, longest
WHERE percent >= $least_percent
RETURN owner.id AS owner, owner.caption AS name, percent, chains, longest
ORDER BY percent DESC, owner

// Who owns a company in the end, and how much of it
// id = "ownership/effective-owners"
// asks = "Which people and bodies of which no owner is known hold a company through chains of others, and what share reaches each through all its chains together?"
// returns = "table"
// key = ["owner"]
// interactive = true
// tags = ["ownership", "shares", "chains", "sanctions"]
// typology = "Control hidden behind layers of holdings"
// references = ["FATF, Guidance on Beneficial Ownership of Legal Persons (2023)"]
// reviewed = 2026-11-28
// params.company = {type = "entity", label = "Company", help = "Whose owners are wanted"}
// params.on = {type = "date", label = "On", help = "Shares held on that day", default = "2026-01-01"}
// params.least_percent = {type = "number", label = "Least share (%)", help = "Of the whole, shares multiplied down each chain; sanctions count otherwise, see ownership/majority-of-listed", default = 0, min = 0, max = 100}
// columns.owner = "entity"
// columns.name = "text"
// columns.percent = "number"
// columns.chains = "integer"
// columns.longest = "integer"
// example.graph = "holdings"
// example.params = {company = "register:company:NL-20000001"}
// example.row = {owner = "register:person:GR-P2000002", name = "Bo Asterios", percent = 78.0, chains = 3, longest = 3}
MATCH path = (owner:Party)-[:OWNS*1..6]->(company:Company {id: $company})
WHERE ALL(held IN relationships(path) WHERE held.share_percent IS NOT NULL
    AND coalesce(held.since, $on) <= $on
    AND coalesce(held.until, $on) >= left($on, size(coalesce(held.until, $on))))
  AND NOT EXISTS {
    MATCH (:Party)-[held:OWNS]->(owner)
    WHERE held.share_percent IS NOT NULL
      AND coalesce(held.since, $on) <= $on
      AND coalesce(held.until, $on) >= left($on, size(coalesce(held.until, $on)))
  }
WITH owner, nodes(path) AS passed, [each IN nodes(path) | each.id] AS chain
UNWIND range(0, size(chain) - 2) AS at
WITH DISTINCT owner, chain, at, passed[at] AS holder, passed[at + 1] AS over
MATCH (holder)-[held:OWNS]->(over)
WHERE held.share_percent IS NOT NULL
  AND coalesce(held.since, $on) <= $on
  AND coalesce(held.until, $on) >= left($on, size(coalesce(held.until, $on)))
// What several sources say of one holding is one holding: the most that one of them says counts.
UNWIND held.sources AS source
WITH owner, chain, at, source, sum(held.share_percent) AS said
WITH owner, chain, at, max(said) AS share
ORDER BY at
WITH owner, chain, collect(share) AS shares
WITH owner, size(shares) AS steps, reduce(product = 100.0, share IN shares | product * share / 100.0) AS share
WITH owner, sum(share) AS total, count(*) AS chains, max(steps) AS longest
WITH owner, round(total * 100) / 100.0 AS percent, chains, longest
WHERE percent >= $least_percent
RETURN owner.id AS owner, owner.caption AS name, percent, chains, longest
ORDER BY percent DESC, owner

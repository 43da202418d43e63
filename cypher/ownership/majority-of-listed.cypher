// Companies that listed parties hold half of together
// id = "ownership/majority-of-listed"
// asks = "Of which companies do listed parties hold half or more together, also through companies of which they hold half or more?"
// returns = "table"
// key = ["company"]
// interactive = false
// tags = ["ownership", "sanctions", "shares", "chains"]
// typology = "Listed parties behind a company, each with a share that alone would not count"
// references = ["OFAC, Revised Guidance on Entities Owned by Persons Whose Property Is Blocked (2014): 50 percent in the aggregate"]
// reviewed = 2026-11-28
// params.topics = {type = "texts", label = "Listed for", help = "Topics of lists, such as sanction", default = ["sanction"]}
// params.on = {type = "date", label = "On", help = "Shares held on that day", default = "2026-01-01"}
// params.least_percent = {type = "number", label = "At least (%)", help = "More than 50 in some laws, 50 in others", default = 50, min = 1, max = 100}
// columns.company = "entity"
// columns.name = "text"
// columns.percent = "number"
// columns.steps = "integer"
// columns.holders = "entities"
// columns.names = "texts"
// example.graph = "holdings"
// example.row = {company = "register:company:NL-20000001", name = "Vellmark Trading B.V.", percent = 90.0, steps = 2, names = ["Asterveld Ltd", "Vellmark Holding B.V."]}
MATCH (named:Party)
WHERE ANY(topic IN named.topics WHERE topic IN $topics)
// A list and a register may have two nodes for one party: they hold one number or document.
MATCH (named)-[:HOLDS*0..2]-(party:Party)
WITH DISTINCT party
ORDER BY party.id
WITH collect(party) AS listed
WITH listed, listed AS held_by
WITH listed, COLLECT {
  UNWIND held_by AS holder
  MATCH (holder)-[held:OWNS]->(company:Company)
  WHERE NOT company IN held_by
    AND held.share_percent IS NOT NULL
    AND coalesce(held.since, $on) <= $on
    AND coalesce(held.until, $on) >= left($on, size(coalesce(held.until, $on)))
  UNWIND held.sources AS source
  WITH company, holder, source, sum(held.share_percent) AS said
  WITH company, holder, max(said) AS share
  WITH company, sum(share) AS percent
  WHERE round(percent * 100) / 100.0 >= $least_percent
  RETURN company ORDER BY company.id
} AS first
WITH listed, first, listed + first AS held_by
WITH listed, first, COLLECT {
  UNWIND held_by AS holder
  MATCH (holder)-[held:OWNS]->(company:Company)
  WHERE NOT company IN held_by
    AND held.share_percent IS NOT NULL
    AND coalesce(held.since, $on) <= $on
    AND coalesce(held.until, $on) >= left($on, size(coalesce(held.until, $on)))
  UNWIND held.sources AS source
  WITH company, holder, source, sum(held.share_percent) AS said
  WITH company, holder, max(said) AS share
  WITH company, sum(share) AS percent
  WHERE round(percent * 100) / 100.0 >= $least_percent
  RETURN company ORDER BY company.id
} AS second
WITH listed, first, second, listed + first + second AS held_by
WITH listed, first, second, COLLECT {
  UNWIND held_by AS holder
  MATCH (holder)-[held:OWNS]->(company:Company)
  WHERE NOT company IN held_by
    AND held.share_percent IS NOT NULL
    AND coalesce(held.since, $on) <= $on
    AND coalesce(held.until, $on) >= left($on, size(coalesce(held.until, $on)))
  UNWIND held.sources AS source
  WITH company, holder, source, sum(held.share_percent) AS said
  WITH company, holder, max(said) AS share
  WITH company, sum(share) AS percent
  WHERE round(percent * 100) / 100.0 >= $least_percent
  RETURN company ORDER BY company.id
} AS third
WITH listed, first, second, third, listed + first + second + third AS held_by
WITH listed, first, second, third, COLLECT {
  UNWIND held_by AS holder
  MATCH (holder)-[held:OWNS]->(company:Company)
  WHERE NOT company IN held_by
    AND held.share_percent IS NOT NULL
    AND coalesce(held.since, $on) <= $on
    AND coalesce(held.until, $on) >= left($on, size(coalesce(held.until, $on)))
  UNWIND held.sources AS source
  WITH company, holder, source, sum(held.share_percent) AS said
  WITH company, holder, max(said) AS share
  WITH company, sum(share) AS percent
  WHERE round(percent * 100) / 100.0 >= $least_percent
  RETURN company ORDER BY company.id
} AS fourth
WITH listed + first + second + third + fourth AS held_by, first, second, third, fourth
UNWIND first + second + third + fourth AS company
MATCH (holder:Party)-[held:OWNS]->(company)
WHERE holder IN held_by
  AND held.share_percent IS NOT NULL
  AND coalesce(held.since, $on) <= $on
  AND coalesce(held.until, $on) >= left($on, size(coalesce(held.until, $on)))
WITH company, holder, held,
  CASE WHEN company IN first THEN 1 WHEN company IN second THEN 2 WHEN company IN third THEN 3 ELSE 4 END AS steps
UNWIND held.sources AS source
WITH company, steps, holder, source, sum(held.share_percent) AS said
WITH company, steps, holder, max(said) AS share
ORDER BY holder.id
WITH company, steps, round(sum(share) * 100) / 100.0 AS percent, collect(holder.id) AS holders,
  collect(holder.caption) AS names
RETURN company.id AS company, company.caption AS name, percent, steps, holders, names
ORDER BY steps, percent DESC, company

// Companies that own themselves through others
// id = "ownership/circular-ownership"
// asks = "Which companies hold each other in a ring, and what share comes round?"
// returns = "path"
// key = ["chain"]
// interactive = false
// tags = ["ownership", "shares", "rings"]
// typology = "Cross-holdings that hide who controls"
// references = ["FATF, Guidance on Beneficial Ownership of Legal Persons (2023)"]
// reviewed = 2026-11-28
// columns.chain = "text"
// columns.companies = "integer"
// columns.names = "texts"
// columns.percent = "number"
// columns.path = "path"
// example.graph = "holdings"
// example.row = {companies = 3, names = ["Ringveld Beta AG", "Ringveld Gamma S.r.l.", "Ringveld Alfa GmbH"], percent = 30.6}
MATCH path = (first:Company)-[:OWNS*2..6]->(first)
// Each ring is found once: from the company with the smallest id on.
WITH path, first, relationships(path) AS held, nodes(path)[..-1] AS ring
WHERE ALL(company IN ring WHERE company.id >= first.id)
  AND ALL(company IN ring WHERE SINGLE(other IN ring WHERE other.id = company.id))
  AND ALL(each IN held WHERE each.until IS NULL)
RETURN substring(reduce(chain = '', each IN held | chain + ' ' + each.id), 1) AS chain,
  size(ring) AS companies, [company IN ring | company.caption] AS names,
  round(reduce(share = 100.0, each IN held | share * each.share_percent / 100.0) * 100) / 100.0 AS percent,
  path
ORDER BY companies, chain

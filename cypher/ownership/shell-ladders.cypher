// Companies held through a ladder of shells
// id = "ownership/shell-ladders"
// asks = "Which companies are held through a row of others that have one owner each, hold nothing else and neither send nor receive goods?"
// returns = "path"
// key = ["chain"]
// interactive = false
// tags = ["ownership", "chains", "shell companies", "layers"]
// typology = "Layers of shell companies, each in another country"
// references = ["FATF and Egmont Group, Concealment of Beneficial Ownership (2018)", "World Bank and UNODC, The Puppet Masters (2011)"]
// reviewed = 2026-11-28
// params.least_shells = {type = "integer", label = "At least so many shells", default = 2, min = 1, max = 6}
// params.least_countries = {type = "integer", label = "In at least so many countries", default = 2, min = 1, max = 6}
// columns.chain = "text"
// columns.top = "entity"
// columns.top_name = "text"
// columns.company = "entity"
// columns.company_name = "text"
// columns.shells = "integer"
// columns.countries = "texts"
// columns.path = "path"
// example.graph = "holdings"
// example.row = {top_name = "Eli Kastro", company_name = "Grondveld Import B.V.", shells = 3, countries = ["BZ", "PA", "CY"]}
MATCH (shell:Company)-[held:OWNS]->()
WHERE held.until IS NULL
WITH shell, count(held) AS holdings
WHERE holdings = 1
  AND COUNT { (:Party)-[held:OWNS]->(shell) WHERE held.until IS NULL } = 1
  AND NOT EXISTS { (shell)-[:HOLDS*0..2]-(:Company)<-[:CONSIGNED_BY|CONSIGNED_TO]-(:Shipment) }
WITH shell
ORDER BY shell.id
WITH collect(shell.id) AS shells
MATCH path = (top:Party)-[:OWNS*2..7]->(company:Company)
WITH path, top, company, shells, nodes(path)[1..-1] AS rungs
WHERE size(rungs) >= $least_shells
  AND top.id <> company.id
  AND NOT top.id IN shells
  AND NOT company.id IN shells
  AND ALL(rung IN rungs WHERE rung.id IN shells)
  AND ALL(held IN relationships(path) WHERE held.until IS NULL)
WITH path, top, company, rungs,
  reduce(seen = [], rung IN rungs | CASE
    WHEN rung.jurisdiction IS NULL OR rung.jurisdiction IN seen THEN seen
    ELSE seen + rung.jurisdiction END) AS countries
WHERE size(countries) >= $least_countries
RETURN substring(reduce(chain = '', held IN relationships(path) | chain + ' ' + held.id), 1) AS chain,
  top.id AS top, top.caption AS top_name, company.id AS company, company.caption AS company_name,
  size(rungs) AS shells, countries, path
ORDER BY shells DESC, chain

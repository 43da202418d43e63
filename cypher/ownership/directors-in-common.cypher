// Companies that share directors with a company
// id = "ownership/directors-in-common"
// asks = "Which other companies do directors of a company direct as well, or did, and how many of them?"
// returns = "table"
// key = ["other"]
// interactive = true
// tags = ["ownership", "directors", "shell companies"]
// typology = "Companies run as one through the same directors"
// references = ["FATF and Egmont Group, Concealment of Beneficial Ownership (2018)"]
// reviewed = 2026-11-28
// params.company = {type = "entity", label = "Company"}
// params.ended = {type = "boolean", label = "Offices that have ended too", default = true}
// params.least = {type = "integer", label = "At least so many directors", default = 1, min = 1, max = 100}
// columns.other = "entity"
// columns.name = "text"
// columns.jurisdiction = "country"
// columns.directors = "integer"
// columns.ids = "entities"
// columns.names = "texts"
// example.graph = "holdings"
// example.params = {company = "register:company:NL-20000021", ended = false}
// example.row = {other = "register:company:CY-20000022", name = "Tessera Holdings Ltd", jurisdiction = "CY", directors = 1, names = ["Nia Prokys"]}
MATCH (company:Company {id: $company})<-[office:DIRECTS]-(director:Party)-[second:DIRECTS]->(other:Company)
WHERE other.id <> company.id
  AND NOT EXISTS { (company)-[:HOLDS]->(:RegistrationNumber)<-[:HOLDS]-(other) }
  AND ($ended OR office.until IS NULL AND second.until IS NULL)
WITH DISTINCT other, director
ORDER BY director.id
WITH other, collect(director.id) AS ids, collect(director.caption) AS names
WHERE size(ids) >= $least
RETURN other.id AS other, other.caption AS name, other.jurisdiction AS jurisdiction, size(ids) AS directors, ids, names
ORDER BY directors DESC, other

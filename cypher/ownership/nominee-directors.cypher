// People who direct many companies and own none
// id = "ownership/nominee-directors"
// asks = "Who is a director of many companies at once without a share in any, at how few addresses, and of which?"
// returns = "table"
// key = ["director"]
// interactive = true
// tags = ["ownership", "directors", "nominees", "shell companies"]
// typology = "Nominee directors"
// references = ["FATF, Guidance on Beneficial Ownership of Legal Persons (2023)", "FATF and Egmont Group, Concealment of Beneficial Ownership (2018)"]
// reviewed = 2026-11-28
// params.least = {type = "integer", label = "At least so many companies", default = 3, min = 2, max = 10000}
// columns.director = "entity"
// columns.name = "text"
// columns.companies = "integer"
// columns.addresses = "integer"
// columns.ids = "entities"
// columns.names = "texts"
// example.graph = "holdings"
// example.row = {director = "register:person:CY-P2000011", name = "Nia Prokys", companies = 3, addresses = 2, names = ["Tessera Holdings Ltd", "Tessera Trade Ltd", "Grondveld Import B.V."]}
MATCH (director:Person)-[office:DIRECTS]->(company:Company)
WHERE office.until IS NULL
WITH director, count(DISTINCT company) AS companies
WHERE companies >= $least
  AND NOT EXISTS { (director)-[:OWNS]->(:Company) }
MATCH (director)-[office:DIRECTS]->(company:Company)
WHERE office.until IS NULL
  // A company that two sources know by one number is one company.
  AND NOT EXISTS {
    MATCH (company)-[:HOLDS]->(:RegistrationNumber)<-[:HOLDS]-(same:Company)<-[:DIRECTS]-(director)
    WHERE same.id < company.id
  }
WITH DISTINCT director, company
ORDER BY company.id
WITH director, collect(company.id) AS ids, collect(company.caption) AS names
WHERE size(ids) >= $least
OPTIONAL MATCH (director)-[office:DIRECTS]->(:Company)-[:LOCATED_AT]->(address:Address)
WHERE office.until IS NULL
WITH director, ids, names, count(DISTINCT address) AS addresses
RETURN director.id AS director, director.caption AS name, size(ids) AS companies, addresses, ids, names
ORDER BY companies DESC, director

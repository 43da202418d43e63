// Companies that share an address
// id = "ownership/shared-address"
// asks = "At which addresses are several companies seated, and which companies are they?"
// returns = "table"
// key = ["address"]
// interactive = true
// tags = ["ownership", "addresses", "shell companies"]
// typology = "Shell companies kept at one address"
// references = ["FATF and Egmont Group, Concealment of Beneficial Ownership (2018)"]
// reviewed = 2026-11-28
// params.least = {type = "integer", label = "At least so many companies", default = 2, min = 2, max = 1000}
// columns.address = "entity"
// columns.full = "text"
// columns.companies = "integer"
// columns.ids = "entities"
// columns.names = "texts"
// example.graph = "holdings"
// example.params = {least = 3}
// example.row = {full = "Harbour Road 7, Limenas", companies = 3, names = ["Asterveld Ltd", "Limenas Nominees Ltd", "Limenas Services Ltd"]}
MATCH (company:Company)-[seat:LOCATED_AT]->(address:Address)
WHERE seat.until IS NULL
WITH address, count(DISTINCT company) AS companies
WHERE companies >= $least
MATCH (company:Company)-[seat:LOCATED_AT]->(address)
WHERE seat.until IS NULL
  // A company that two sources know by one number is one company.
  AND NOT EXISTS {
    MATCH (company)-[:HOLDS]->(:RegistrationNumber)<-[:HOLDS]-(same:Company)-[:LOCATED_AT]->(address)
    WHERE same.id < company.id
  }
WITH DISTINCT address, company
ORDER BY company.id
WITH address, collect(company.id) AS ids, collect(company.caption) AS names
WHERE size(ids) >= $least
RETURN address.id AS address, address.caption AS full, size(ids) AS companies, ids, names
ORDER BY companies DESC, address

// Companies founded together at one address
// id = "ownership/founded-together"
// asks = "At which addresses were several companies founded in one month, and which?"
// returns = "table"
// key = ["address", "month"]
// interactive = true
// tags = ["ownership", "age", "addresses", "shelf companies"]
// typology = "Companies founded in a row by one provider, to be sold or layered"
// references = ["World Bank and UNODC, The Puppet Masters (2011)", "FATF and Egmont Group, Concealment of Beneficial Ownership (2018)"]
// reviewed = 2026-11-28
// params.least = {type = "integer", label = "At least so many companies", default = 3, min = 2, max = 1000}
// params.founded_from = {type = "date", label = "Founded on or after", default = "1900-01-01"}
// columns.address = "entity"
// columns.full = "text"
// columns.month = "date"
// columns.companies = "integer"
// columns.ids = "entities"
// columns.names = "texts"
// example.graph = "holdings"
// example.row = {full = "Mole Street 2, Limenas", month = "2023-01", companies = 3, names = ["Tessera Holdings Ltd", "Tessera Trade Ltd", "Tessera Freight Ltd"]}
MATCH (company:Company)-[:LOCATED_AT]->(address:Address)
WHERE company.incorporated_on >= $founded_from AND size(company.incorporated_on) >= 7
WITH address, left(company.incorporated_on, 7) AS month, count(DISTINCT company) AS companies
WHERE companies >= $least
MATCH (company:Company)-[:LOCATED_AT]->(address)
WHERE company.incorporated_on >= $founded_from AND company.incorporated_on STARTS WITH month
WITH DISTINCT address, month, company
ORDER BY company.id
WITH address, month, collect(company.id) AS ids, collect(company.caption) AS names
RETURN address.id AS address, address.caption AS full, month, size(ids) AS companies, ids, names
ORDER BY month DESC, companies DESC, address

// Phones and email addresses behind several companies
// id = "ownership/shared-contacts"
// asks = "Which phones and email addresses do several people use who own or direct different companies?"
// returns = "table"
// key = ["contact"]
// interactive = true
// tags = ["ownership", "phones", "email", "shell companies"]
// typology = "One hand behind companies that look unconnected"
// references = ["FFIEC, BSA/AML Examination Manual (2014), Appendix F: Money Laundering and Terrorist Financing Red Flags"]
// reviewed = 2026-11-28
// params.least = {type = "integer", label = "At least so many companies", default = 2, min = 2, max = 1000}
// columns.contact = "entity"
// columns.name = "text"
// columns.companies = "integer"
// columns.company_ids = "entities"
// columns.company_names = "texts"
// columns.people = "integer"
// columns.people_ids = "entities"
// columns.people_names = "texts"
// example.graph = "holdings"
// example.row = {contact = "phone:+35799123411", people = 2, people_names = ["Nia Prokys", "Sem Dorn"]}
MATCH (company:Company)<-[:OWNS|DIRECTS]-(party:Party)-[:USES]->(contact:Phone|Email)
WITH DISTINCT contact, party
ORDER BY party.id
WITH contact, collect(party.id) AS people_ids, collect(party.caption) AS people_names
WHERE ANY(name IN people_names WHERE toLower(name) <> toLower(people_names[0]))
MATCH (contact)<-[:USES]-(:Party)-[:OWNS|DIRECTS]->(company:Company)
WITH DISTINCT contact, people_ids, people_names, company
ORDER BY company.id
WITH contact, people_ids, people_names, collect(company.id) AS company_ids, collect(company.caption) AS company_names
WHERE size(company_ids) >= $least
RETURN contact.id AS contact, contact.caption AS name,
  size(company_ids) AS companies, company_ids, company_names,
  size(people_ids) AS people, people_ids, people_names
ORDER BY companies DESC, contact

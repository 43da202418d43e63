// Dissolved companies with owners or directors
// id = "quality/ties-of-dissolved-companies"
// asks = "Which companies are dissolved and still have owners or directors whose tie has no end?"
// returns = "table"
// key = ["tie"]
// interactive = true
// tags = ["quality", "ownership", "dates", "companies"]
// typology = "A record that was not carried on, or a company that goes on without a register"
// references = ["FATF Recommendations (2012), Recommendation 24: transparency and beneficial ownership of legal persons"]
// reviewed = 2026-11-28
// params.statuses = {type = "texts", label = "What registers call dissolved", default = ["dissolved", "liquidated", "struck off"]}
// columns.company = "entity"
// columns.name = "text"
// columns.status = "text"
// columns.dissolved_on = "date"
// columns.tie = "text"
// columns.kind = "text"
// columns.party = "entity"
// columns.party_name = "text"
// example.graph = "holdings"
// example.row = {name = "Limenas Services Ltd", status = "dissolved", kind = "DIRECTS", party_name = "Dina Limen"}
MATCH (company:Company)<-[tie:OWNS|DIRECTS]-(party:Party)
WHERE (company.dissolved_on IS NOT NULL OR company.status IN $statuses)
  AND tie.until IS NULL
RETURN company.id AS company, company.caption AS name, company.status AS status, company.dissolved_on AS dissolved_on,
  tie.id AS tie, type(tie) AS kind, party.id AS party, party.caption AS party_name
ORDER BY company, tie

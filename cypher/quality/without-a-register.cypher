// Companies that no register vouches for
// id = "quality/without-a-register"
// asks = "Which companies send, receive, own or direct without standing in a source that registers companies, and how often are they named?"
// returns = "table"
// key = ["company"]
// interactive = false
// tags = ["quality", "sources", "gaps", "companies"]
// typology = "Companies that may not exist, or not under this name"
// references = ["FATF Recommendations (2012), Recommendation 24: transparency and beneficial ownership of legal persons"]
// reviewed = 2026-11-28
// params.registers = {type = "texts", label = "Sources that register companies", help = "Such as register, nl_kvk"}
// params.least_links = {type = "integer", label = "With at least so many links", default = 1, min = 0, max = 1000000}
// columns.company = "entity"
// columns.name = "text"
// columns.country = "texts"
// columns.links = "integer"
// columns.sources = "texts"
// example.graph = "holdings"
// example.params = {registers = ["register"]}
// example.row = {company = "manifest:company:EC-20000041", name = "Frutas Aurel S.A.", sources = ["manifest"]}
MATCH (company:Company)
// A company of another source is the one of a register where both have one number.
WHERE NOT EXISTS {
  MATCH (company)-[:HOLDS*0..2]-(registered:Company)
  WHERE ANY(source IN registered.sources WHERE source IN $registers)
}
WITH company, COUNT { (company)--() } AS links
WHERE links >= $least_links
RETURN company.id AS company, company.caption AS name, company.country AS country, links, company.sources AS sources
ORDER BY links DESC, company

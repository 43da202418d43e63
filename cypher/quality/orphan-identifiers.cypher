// Identifiers that no person or body is tied to
// id = "quality/orphan-identifiers"
// asks = "Which phones, accounts, documents and devices are in the records without anyone who uses or holds them?"
// returns = "table"
// key = ["identifier"]
// interactive = false
// tags = ["quality", "identifiers", "gaps"]
// typology = "A subscriber or holder whom nobody has asked for yet"
// references = ["Regulation (EU) 2019/818, Article 37: data quality control"]
// reviewed = 2026-11-28
// params.least_links = {type = "integer", label = "With at least so many links", help = "Those that occur most are worth asking for first", default = 0, min = 0, max = 1000000}
// columns.identifier = "entity"
// columns.name = "text"
// columns.kind = "text"
// columns.links = "integer"
// columns.sources = "texts"
// example.graph = "harbour"
// example.params = {least_links = 10}
// example.row = {kind = "Phone"}
MATCH (identifier:Phone|Email|BankAccount|Wallet|Device|Passport|IdentityCard)
WHERE NOT EXISTS { (:Party)-[:USES|HOLDS]->(identifier) }
WITH identifier, COUNT { (identifier)--() } AS links
WHERE links >= $least_links
RETURN identifier.id AS identifier, identifier.caption AS name,
  head([label IN labels(identifier) WHERE label <> 'Party']) AS kind, links, identifier.sources AS sources
ORDER BY links DESC, identifier

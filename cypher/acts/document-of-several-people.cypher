// Documents that several people hold or show
// id = "acts/document-of-several-people"
// asks = "Which passports and identity cards are tied to people who differ in name or birth date?"
// returns = "table"
// key = ["document"]
// interactive = true
// tags = ["documents", "identity", "travel"]
// typology = "A document lent, sold or forged"
// references = ["ICAO Doc 9303, Machine Readable Travel Documents"]
// reviewed = 2026-11-28
// columns.document = "entity"
// columns.number = "text"
// columns.people = "integer"
// columns.ids = "entities"
// columns.names = "texts"
// example.graph = "border"
// example.row = {people = 2}
MATCH (person:Person)-[:HOLDS]->(document:Passport|IdentityCard)
WITH DISTINCT document, person
ORDER BY person.id
WITH document, collect(person.id) AS ids, collect(person.name) AS names, collect(person.birth_date) AS born
WHERE size(ids) > 1
  AND ANY(at IN range(1, size(ids) - 1) WHERE names[at] <> names[0] OR born[at] <> born[0])
RETURN document.id AS document, document.caption AS number, size(ids) AS people, ids, names
ORDER BY people DESC, document

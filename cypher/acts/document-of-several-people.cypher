// Documents that several people hold or show
// id = "acts/document-of-several-people"
// asks = "Which passports and identity cards are tied to people whose birth dates cannot be those of one?"
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
// columns.born = "texts"
// example.graph = "border"
// example.row = {number = "VX1000002", people = 3, names = ["Ada Stroom", "Cem Yel", "Ada Stroom"], born = ["1980-02-03", "1979-09-09", "1980-02-03"]}
MATCH (holder:Person)-[:HOLDS]->(document:Passport|IdentityCard)
// Sources spell one person's name in many ways; a birth date that no other fits is somebody else's.
WHERE size(holder.birth_date) > 0
WITH document, count(DISTINCT holder.birth_date) AS different
WHERE different > 1
MATCH (document)<-[:HOLDS]-(person:Person)
WHERE size(person.birth_date) > 0
WITH DISTINCT document, person
ORDER BY person.id
WITH document, collect(person.id) AS ids, collect(person.name) AS names, collect(person.birth_date) AS dates
WHERE ANY(at IN range(1, size(ids) - 1) WHERE ANY(before IN range(0, at - 1)
  WHERE NONE(one IN dates[at] WHERE ANY(other IN dates[before]
    WHERE one STARTS WITH other OR other STARTS WITH one))))
RETURN document.id AS document, document.caption AS number, size(ids) AS people, ids, names,
  [each IN dates | head(each)] AS born
ORDER BY people DESC, document

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
WITH document, collect(person.id) AS ids, collect(person.name) AS names,
  collect({name: toLower(person.name), born: coalesce(person.birth_date, [])}) AS people
WHERE size(ids) >= 2
  AND ANY(one IN people WHERE ANY(other IN people WHERE one.name <> other.name
    // A date of which only the year or month is known may be the other.
    OR size(one.born) > 0 AND size(other.born) > 0
      AND NONE(day IN one.born WHERE ANY(said IN other.born WHERE day STARTS WITH said OR said STARTS WITH day))))
RETURN document.id AS document, document.caption AS number, size(ids) AS people, ids, names
ORDER BY people DESC, document

// Phones that several people use
// id = "communications/phones-of-several-people"
// asks = "Which phones are tied to people who differ in name or birth date, and who are they?"
// returns = "table"
// key = ["phone"]
// interactive = true
// tags = ["communications", "phones", "identity"]
// typology = "A phone handed on, or kept for a group"
// references = ["UNODC, Digest of Organized Crime Cases (2012)"]
// reviewed = 2026-11-28
// params.least = {type = "integer", label = "At least so many people", default = 2, min = 2, max = 1000}
// columns.phone = "entity"
// columns.number = "text"
// columns.people = "integer"
// columns.ids = "entities"
// columns.names = "texts"
// example.graph = "handsets"
// example.row = {phone = "phone:+31612300031", people = 2, names = ["Ada Kroon", "Bas Kroon"]}
MATCH (person:Person)-[:USES]->(phone:Phone)
WITH DISTINCT phone, person
ORDER BY person.id
WITH phone, collect(person.id) AS ids, collect(person.name) AS names,
  collect({name: toLower(person.name), born: coalesce(person.birth_date, [])}) AS people
WHERE size(ids) >= $least
  AND ANY(one IN people WHERE ANY(other IN people WHERE one.name <> other.name
    // A date of which only the year or month is known may be the other.
    OR size(one.born) > 0 AND size(other.born) > 0
      AND NONE(day IN one.born WHERE ANY(said IN other.born WHERE day STARTS WITH said OR said STARTS WITH day))))
RETURN phone.id AS phone, phone.number AS number, size(ids) AS people, ids, names
ORDER BY people DESC, phone

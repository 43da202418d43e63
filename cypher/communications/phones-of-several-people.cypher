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
WITH phone, collect(person.id) AS ids, collect(person.name) AS names, collect(person.birth_date) AS born
WHERE size(ids) >= $least
  AND ANY(at IN range(1, size(ids) - 1) WHERE names[at] <> names[0] OR born[at] <> born[0])
RETURN phone.id AS phone, phone.number AS number, size(ids) AS people, ids, names
ORDER BY people DESC, phone

// Phones that several people use
// id = "communications/phones-of-several-people"
// asks = "Which phones are tied to people whose birth dates cannot be those of one, and who are they?"
// returns = "table"
// key = ["phone"]
// interactive = true
// tags = ["communications", "phones", "identity"]
// typology = "A phone handed on, or kept for a group"
// references = ["UNODC, Criminal Intelligence: Manual for Analysts (2011), chapter 9: telephone analysis"]
// reviewed = 2026-11-28
// params.least = {type = "integer", label = "At least so many people", default = 2, min = 2, max = 1000}
// columns.phone = "entity"
// columns.number = "text"
// columns.people = "integer"
// columns.ids = "entities"
// columns.names = "texts"
// columns.born = "texts"
// example.graph = "handsets"
// example.row = {phone = "phone:+31612300031", people = 2, names = ["Ada Kroon", "Bas Kroon"], born = ["1980-01-02", "1982-03-04"]}
MATCH (user:Person)-[:USES]->(phone:Phone)
// Sources spell one person's name in many ways; a birth date that no other fits is somebody else's.
WHERE size(user.birth_date) > 0
WITH phone, count(DISTINCT user.birth_date) AS different
WHERE different > 1
MATCH (phone)<-[:USES]-(person:Person)
WHERE size(person.birth_date) > 0
WITH DISTINCT phone, person
ORDER BY person.id
WITH phone, collect(person.id) AS ids, collect(person.name) AS names, collect(person.birth_date) AS dates
WHERE size(ids) >= $least
  AND ANY(at IN range(1, size(ids) - 1) WHERE ANY(before IN range(0, at - 1)
    WHERE NONE(one IN dates[at] WHERE ANY(other IN dates[before]
      WHERE one STARTS WITH other OR other STARTS WITH one))))
RETURN phone.id AS phone, phone.number AS number, size(ids) AS people, ids, names,
  [each IN dates | head(each)] AS born
ORDER BY people DESC, phone

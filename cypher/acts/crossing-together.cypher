// Who crosses borders within minutes of a person
// id = "acts/crossing-together"
// asks = "Who crossed the same border posts in the same direction within minutes of a person, and how often?"
// returns = "table"
// key = ["other"]
// interactive = true
// tags = ["travel", "borders", "convoys"]
// typology = "Scouts, escorts and couriers who travel apart"
// references = ["UNODC, Global Study on Smuggling of Migrants (2018)"]
// reviewed = 2026-11-28
// params.person = {type = "entity", label = "Person"}
// params.within_minutes = {type = "integer", label = "Within minutes", default = 15, min = 0, max = 1440}
// params.least = {type = "integer", label = "At least so many times", default = 2, min = 1, max = 1000}
// columns.other = "entity"
// columns.name = "text"
// columns.together = "integer"
// columns.first_at = "time"
// columns.last_at = "time"
// example.graph = "border"
// example.params = {person = "crossings:person:VX1000005|CZ|Ivo Marek|1976-01-02"}
// example.row = {name = "Jana Holt", together = 2}
MATCH (person:Person {id: $person})-[own:CROSSED_AT]->(:Place)<-[near:CROSSED_AT]-(other:Person)
WHERE other.id <> person.id
  AND near.direction = own.direction
  AND near.at >= own.at - duration({minutes: $within_minutes})
  AND near.at <= own.at + duration({minutes: $within_minutes})
WITH other, own.at AS at
WITH other, count(DISTINCT at) AS together, min(at) AS first_at, max(at) AS last_at
WHERE together >= $least
RETURN other.id AS other, other.caption AS name, together, first_at, last_at
ORDER BY together DESC, other

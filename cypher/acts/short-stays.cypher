// People who come and go within hours, again and again
// id = "acts/short-stays"
// asks = "Who entered a country and left it again within hours, several times?"
// returns = "table"
// key = ["person", "country"]
// interactive = false
// tags = ["travel", "borders", "couriers", "same day"]
// typology = "Couriers of cash or goods"
// references = ["FATF and MENAFATF, Money Laundering Through the Physical Transportation of Cash (2015)"]
// reviewed = 2026-11-28
// params.within_hours = {type = "integer", label = "Within hours", default = 24, min = 1, max = 720}
// params.least = {type = "integer", label = "At least so many times", default = 2, min = 1, max = 1000}
// params.since = {type = "time", label = "Entries from", default = "1900-01-01T00:00:00Z"}
// columns.person = "entity"
// columns.name = "text"
// columns.country = "country"
// columns.stays = "integer"
// columns.first_at = "time"
// columns.last_at = "time"
// example.graph = "border"
// example.row = {name = "Ivo Marek", country = "MA", stays = 2}
MATCH (entered_at:Place)<-[entry:CROSSED_AT]-(person:Person)-[exit:CROSSED_AT]->(left_at:Place)
WHERE entry.direction = 'entry' AND exit.direction = 'exit'
  AND entry.at >= datetime($since)
  AND exit.at > entry.at
  AND exit.at <= entry.at + duration({hours: $within_hours})
  AND left(entered_at.code, 2) = left(left_at.code, 2)
WITH person, left(entered_at.code, 2) AS country, entry.at AS at
WITH person, country, count(DISTINCT at) AS stays, min(at) AS first_at, max(at) AS last_at
WHERE stays >= $least
RETURN person.id AS person, person.caption AS name, country, stays, first_at, last_at
ORDER BY stays DESC, person, country

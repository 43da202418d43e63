// Documents shown at two places within hours
// id = "acts/two-places-at-once"
// asks = "Which documents were shown at two border posts too soon after each other for one traveller?"
// returns = "table"
// key = ["document", "first", "second"]
// interactive = false
// tags = ["documents", "travel", "borders", "same day"]
// typology = "A document that was copied, or sent back for the next to use"
// references = ["UNODC, Global Study on Smuggling of Migrants (2018)"]
// reviewed = 2026-11-28
// params.within_hours = {type = "integer", label = "Within hours", help = "Less than the fastest journey between the posts", default = 3, min = 1, max = 240}
// params.since = {type = "time", label = "Crossings from", default = "1900-01-01T00:00:00Z"}
// columns.document = "entity"
// columns.number = "text"
// columns.first = "entity"
// columns.first_at = "time"
// columns.first_post = "text"
// columns.second = "entity"
// columns.second_at = "time"
// columns.second_post = "text"
// columns.minutes = "integer"
// example.graph = "border"
// example.row = {number = "VX1000007", first_post = "MACAS", second_post = "TRMER", minutes = 90}
MATCH (first:BorderCrossing)<-[:MENTIONED_IN]-(document:Passport|IdentityCard)-[:MENTIONED_IN]->(second:BorderCrossing)
WHERE first.post <> second.post
  AND first.at >= datetime($since)
  AND second.at <= first.at + duration({hours: $within_hours})
  AND (second.at > first.at OR second.at = first.at AND second.id > first.id)
  // Out of one country and into the next is how every border is crossed.
  AND NOT (coalesce(first.direction, '') = 'exit' AND coalesce(second.direction, '') = 'entry')
WITH DISTINCT document, first, second
RETURN document.id AS document, document.caption AS number,
  first.id AS first, first.at AS first_at, first.post AS first_post,
  second.id AS second, second.at AS second_at, second.post AS second_post,
  duration.inSeconds(first.at, second.at).seconds / 60 AS minutes
ORDER BY first_at DESC, document, first, second

// Who was on the same voyages as a person
// id = "acts/fellow-travellers"
// asks = "Who left from the same places as a person, at the same times on the same voyages, how often, and on bookings of their own?"
// returns = "table"
// key = ["other"]
// interactive = true
// tags = ["travel", "bookings", "voyages"]
// typology = "People who travel together on separate bookings"
// references = ["ICAO Doc 9944, Guidelines on Passenger Name Record (PNR) Data", "Directive (EU) 2016/681, Article 6: processing of PNR data"]
// reviewed = 2026-11-28
// params.person = {type = "entity", label = "Person"}
// params.least = {type = "integer", label = "At least so many voyages", default = 2, min = 1, max = 1000}
// columns.other = "entity"
// columns.name = "text"
// columns.together = "integer"
// columns.one_booking = "boolean"
// columns.first_at = "time"
// columns.last_at = "time"
// example.graph = "border"
// example.params = {person = "travel_records:person:VX1000009|NL|Lena Quill"}
// example.row = {name = "Tom Varen", together = 2, one_booking = false}
MATCH (person:Person {id: $person})-[own:VISITED]->(:Place)<-[same:VISITED]-(other:Person)
WHERE other.id <> person.id
  AND same.voyage = own.voyage
  AND same.departed_at = own.departed_at
WITH person, other, own.departed_at AS departed
WITH person, other, count(DISTINCT departed) AS together, min(departed) AS first_at, max(departed) AS last_at
WHERE together >= $least
RETURN other.id AS other, other.caption AS name, together,
  EXISTS { (person)-[:SUBJECT_OF]->(:Report {kind: 'booking'})<-[:SUBJECT_OF]-(other) } AS one_booking, first_at, last_at
ORDER BY together DESC, other

// Who is named in the same acts as a party
// id = "acts/named-together"
// asks = "Who else is a subject of the reports, proceedings, seizures and bookings that a person or body is a subject of, in how many, and as what?"
// returns = "table"
// key = ["other"]
// interactive = true
// tags = ["acts", "associates", "seizures", "reports"]
// typology = "Associates by what they did together"
// references = ["UNODC, Criminal Intelligence: Manual for Analysts (2011), chapter 6: link analysis"]
// reviewed = 2026-11-28
// params.party = {type = "entity", label = "Person or body"}
// params.least = {type = "integer", label = "In at least so many acts", default = 1, min = 1, max = 1000}
// columns.other = "entity"
// columns.name = "text"
// columns.acts = "integer"
// columns.ids = "entities"
// columns.roles = "texts"
// example.graph = "border"
// example.params = {party = "seizures:company:NL-30000001"}
// example.row = {name = "Roel Dam", acts = 2, roles = ["driver", "driver"]}
MATCH (party:Party {id: $party})-[:SUBJECT_OF]->(act)<-[subject:SUBJECT_OF]-(other:Party)
WHERE other.id <> party.id
WITH other, act, min(coalesce(subject.role, '')) AS role
ORDER BY act.id
WITH other, collect(act.id) AS ids, collect(role) AS roles
WHERE size(ids) >= $least
RETURN other.id AS other, other.caption AS name, size(ids) AS acts, ids, roles
ORDER BY acts DESC, other

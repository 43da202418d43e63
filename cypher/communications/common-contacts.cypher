// Phones that two people both were in contact with
// id = "communications/common-contacts"
// asks = "Which phones of others called or were called by phones of both of two people, and how often?"
// returns = "table"
// key = ["contact"]
// interactive = true
// tags = ["communications", "calls", "messages"]
// typology = "An intermediary who keeps two people apart"
// references = ["Burt (1992), Structural Holes"]
// reviewed = 2026-11-28
// params.first = {type = "entity", label = "One person"}
// params.second = {type = "entity", label = "The other person"}
// columns.contact = "entity"
// columns.with_first = "integer"
// columns.with_second = "integer"
// columns.first_at = "time"
// columns.last_at = "time"
// example.graph = "harbour"
// example.params = {first = "register:person:NL-P3837823", second = "register:person:NL-P8513964"}
// example.row = {contact = "phone:+212660538550", with_first = 1, with_second = 1}
MATCH (:Party {id: $first})-[:USES]->(:Phone)-[calls:CALLS_TOTAL|MESSAGES_TOTAL]-(contact:Phone)
WITH DISTINCT contact, calls
WITH contact, sum(calls.count) AS with_first, min(calls.first) AS first_a, max(calls.last) AS last_a
MATCH (contact)-[calls:CALLS_TOTAL|MESSAGES_TOTAL]-(:Phone)<-[:USES]-(:Party {id: $second})
WITH DISTINCT contact, calls, with_first, first_a, last_a
WITH contact, with_first, first_a, last_a,
  sum(calls.count) AS with_second, min(calls.first) AS first_b, max(calls.last) AS last_b
WHERE NOT EXISTS { (contact)<-[:USES]-(:Party {id: $first}) }
  AND NOT EXISTS { (contact)<-[:USES]-(:Party {id: $second}) }
RETURN contact.id AS contact, with_first, with_second,
  CASE WHEN first_a < first_b THEN first_a ELSE first_b END AS first_at,
  CASE WHEN last_a > last_b THEN last_a ELSE last_b END AS last_at
ORDER BY with_first + with_second DESC, contact

// Phones that may have taken over from another
// id = "communications/phones-that-took-over"
// asks = "Which phones began about when a phone fell silent, with the same contacts?"
// returns = "table"
// key = ["phone"]
// interactive = true
// tags = ["communications", "phones", "burners"]
// typology = "Phones that are replaced together with their number"
// references = ["UNODC, Criminal Intelligence: Manual for Analysts (2011), chapter 9: telephone analysis"]
// reviewed = 2026-11-28
// params.old = {type = "entity", label = "Phone that fell silent"}
// params.days = {type = "integer", label = "Days between the last and the first", default = 14, min = 0, max = 365}
// params.least = {type = "integer", label = "At least so many common contacts", default = 2, min = 1, max = 1000}
// columns.phone = "entity"
// columns.users = "texts"
// columns.common = "integer"
// columns.contacts = "integer"
// columns.silent_since = "time"
// columns.began = "time"
// example.graph = "handsets"
// example.params = {old = "phone:+31612300032"}
// example.row = {phone = "phone:+31612300033", users = [], common = 3, contacts = 3}
MATCH (old:Phone {id: $old})-[before:CALLS_TOTAL|MESSAGES_TOTAL]-(:Phone)
WITH old, max(before.last) AS silent_since
MATCH (old)-[:CALLS_TOTAL|MESSAGES_TOTAL]-(contact:Phone)
WITH DISTINCT old, silent_since, contact
MATCH (contact)-[:CALLS_TOTAL|MESSAGES_TOTAL]-(new:Phone)
WHERE new.id <> old.id
WITH silent_since, new, count(DISTINCT contact) AS common
WHERE common >= $least
MATCH (new)-[after:CALLS_TOTAL|MESSAGES_TOTAL]-(other:Phone)
WITH silent_since, new, common, count(DISTINCT other) AS contacts, min(after.first) AS began
WHERE began >= silent_since - duration({days: $days}) AND began <= silent_since + duration({days: $days})
RETURN new.id AS phone,
  COLLECT { MATCH (user:Party)-[:USES]->(new) RETURN DISTINCT user.caption AS name ORDER BY name } AS users,
  common, contacts, silent_since, began
ORDER BY common DESC, began, phone

// Contacts between phones of two countries
// id = "communications/contacts-across-borders"
// asks = "Which phones of one country were in contact with phones of another, how often, and whose are they?"
// returns = "table"
// key = ["here", "there"]
// interactive = false
// tags = ["communications", "calls", "messages", "countries"]
// typology = "Go-betweens of a group in two countries"
// references = ["UNODC, Criminal Intelligence: Manual for Analysts (2011), chapter 9: telephone analysis"]
// reviewed = 2026-11-28
// params.code_here = {type = "text", label = "One calling code", help = "Such as +31; what a number begins with"}
// params.code_there = {type = "text", label = "The other calling code", help = "Such as +90"}
// params.since = {type = "time", label = "In contact still on", help = "Counted are all contacts of a pair, also earlier ones", default = "1900-01-01T00:00:00Z"}
// params.least = {type = "integer", label = "At least so many calls and messages", default = 1, min = 1, max = 1000000}
// columns.here = "entity"
// columns.users_here = "texts"
// columns.there = "entity"
// columns.users_there = "texts"
// columns.contacts = "integer"
// columns.first_at = "time"
// columns.last_at = "time"
// example.graph = "handsets"
// example.params = {code_here = "+31", code_there = "+90", least = 2}
// example.row = {here = "phone:+31612300032", users_here = ["Bas Kroon"], there = "phone:+905321112231", users_there = ["Çiğdem Deniz"], contacts = 2}
MATCH (here:Phone)-[total:CALLS_TOTAL|MESSAGES_TOTAL]-(there:Phone)
WHERE here.number STARTS WITH $code_here AND there.number STARTS WITH $code_there
  AND here.id <> there.id AND total.last >= datetime($since)
WITH here, there, sum(total.count) AS contacts, min(total.first) AS first_at, max(total.last) AS last_at
WHERE contacts >= $least
RETURN here.id AS here,
  COLLECT { MATCH (user:Party)-[:USES]->(here) RETURN DISTINCT user.caption AS name ORDER BY name } AS users_here,
  there.id AS there,
  COLLECT { MATCH (user:Party)-[:USES]->(there) RETURN DISTINCT user.caption AS name ORDER BY name } AS users_there,
  contacts, first_at, last_at
ORDER BY contacts DESC, here, there

// Routes that came into use or fell out of it around a day
// id = "trade/routes-before-and-after"
// asks = "Which routes did shipments take more often, or less often, after a day such as that of a seizure than before it?"
// returns = "table"
// key = ["route"]
// interactive = false
// tags = ["trade", "routes", "displacement", "seizures"]
// typology = "Displacement: trade that takes another way once one is watched"
// references = ["UNODC, The Transatlantic Cocaine Market (2011)"]
// reviewed = 2026-11-28
// params.at = {type = "time", label = "Before and after"}
// params.days = {type = "integer", label = "Days on each side", default = 90, min = 1, max = 3650}
// params.least = {type = "integer", label = "More or fewer by at least", default = 2, min = 1, max = 100000}
// columns.route = "entity"
// columns.code = "text"
// columns.before = "integer"
// columns.after = "integer"
// columns.difference = "integer"
// example.graph = "lanes"
// example.params = {at = "2026-04-01T00:00:00Z"}
// example.row = {code = "COCTG>MAPTM>NLRTM", before = 0, after = 2, difference = 2}
MATCH (shipment:Shipment)-[follows:FOLLOWS]->(route:Route)
WHERE follows.departed_at >= datetime($at) - duration({days: $days})
  AND follows.departed_at < datetime($at) + duration({days: $days})
WITH DISTINCT route, shipment, follows.departed_at < datetime($at) AS is_before
WITH route, sum(CASE WHEN is_before THEN 1 ELSE 0 END) AS before, sum(CASE WHEN is_before THEN 0 ELSE 1 END) AS after
WHERE abs(after - before) >= $least
RETURN route.id AS route, route.code AS code, before, after, after - before AS difference
ORDER BY difference DESC, route

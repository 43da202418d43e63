// How much a route is used, month by month
// id = "trade/route-use"
// asks = "How many shipments of how many senders and receivers took a route in each month?"
// returns = "table"
// key = ["month"]
// interactive = true
// tags = ["trade", "routes", "shipments"]
// typology = "A route that grows, rests or is given up"
// references = ["UNODC, The Transatlantic Cocaine Market (2011)"]
// reviewed = 2026-11-28
// params.route = {type = "entity", label = "Route"}
// params.since = {type = "time", label = "Departures from", default = "1900-01-01T00:00:00Z"}
// columns.month = "time"
// columns.shipments = "integer"
// columns.senders = "integer"
// columns.receivers = "integer"
// example.graph = "lanes"
// example.params = {route = "route:COCTG>NLRTM"}
// example.row = {shipments = 2, senders = 1, receivers = 1}
MATCH (shipment:Shipment)-[follows:FOLLOWS]->(:Route {id: $route})
WHERE follows.departed_at >= datetime($since)
WITH DISTINCT shipment, datetime.truncate('month', follows.departed_at) AS month
OPTIONAL MATCH (shipment)-[:CONSIGNED_BY]->(sender:Party)
OPTIONAL MATCH (shipment)-[:CONSIGNED_TO]->(receiver:Party)
WITH month, count(DISTINCT shipment) AS shipments, count(DISTINCT sender) AS senders,
  count(DISTINCT receiver) AS receivers
RETURN month, shipments, senders, receivers
ORDER BY month

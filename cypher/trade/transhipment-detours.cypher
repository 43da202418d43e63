// Shipments that changed ships where others sail direct
// id = "trade/transhipment-detours"
// asks = "Which routes go over another port although most shipments between the same two ports sail direct?"
// returns = "table"
// key = ["route"]
// interactive = true
// tags = ["trade", "routes", "transhipment"]
// typology = "Transhipment for no apparent economic reason"
// references = ["FATF, Trade Based Money Laundering (2006)"]
// reviewed = 2026-11-28
// params.least_direct = {type = "integer", label = "At least so many direct shipments", default = 3, min = 1, max = 100000}
// params.most_percent = {type = "number", label = "Over the detour at most (%)", help = "Of the shipments between the two ports; what most of them do is no detour", default = 40, min = 0, max = 100}
// columns.route = "entity"
// columns.loaded_in = "text"
// columns.over = "texts"
// columns.discharged_in = "text"
// columns.shipments = "integer"
// columns.direct = "integer"
// columns.percent = "number"
// example.graph = "lanes"
// example.row = {route = "route:COCTG>MAPTM>NLRTM", over = ["MAPTM"], shipments = 2, direct = 6, percent = 25.0}
MATCH (route:Route)<-[:FOLLOWS]-(shipment:Shipment)
WITH route, split(route.code, '>') AS stops, count(DISTINCT shipment) AS shipments
ORDER BY route.id
WITH [stops[0], last(stops)] AS ends, sum(CASE size(stops) WHEN 2 THEN shipments ELSE 0 END) AS direct_shipments,
  collect({route: route, stops: stops, shipments: shipments}) AS used
WHERE direct_shipments >= $least_direct
UNWIND used AS one
WITH ends, direct_shipments, one.route AS detour, one.stops AS stops, one.shipments AS shipments
WHERE size(stops) > 2
WITH detour, ends, direct_shipments, stops, shipments,
  round(10000.0 * shipments / (shipments + direct_shipments)) / 100.0 AS percent
WHERE percent <= $most_percent
RETURN detour.id AS route, ends[0] AS loaded_in, stops[1..size(stops) - 1] AS over, ends[1] AS discharged_in,
  shipments, direct_shipments AS direct, percent
ORDER BY percent, route

// Shipments that changed ships where others sail direct
// id = "trade/transhipment-detours"
// asks = "Which routes go over another port although most shipments between the same two ports sail direct?"
// returns = "table"
// key = ["route"]
// interactive = false
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
MATCH (shipment:Shipment)-[:FOLLOWS]->(direct:Route)
WITH direct, split(direct.code, '>') AS ends, count(DISTINCT shipment) AS direct_shipments
WHERE size(ends) = 2 AND direct_shipments >= $least_direct
MATCH (detour:Route)
WHERE detour.code STARTS WITH ends[0] + '>' AND detour.code ENDS WITH '>' + ends[1] AND detour.id <> direct.id
MATCH (shipment:Shipment)-[:FOLLOWS]->(detour)
WITH detour, ends, direct_shipments, split(detour.code, '>') AS stops, count(DISTINCT shipment) AS shipments
WITH detour, ends, direct_shipments, stops, shipments,
  round(10000.0 * shipments / (shipments + direct_shipments)) / 100.0 AS percent
WHERE percent <= $most_percent
RETURN detour.id AS route, ends[0] AS loaded_in, stops[1..size(stops) - 1] AS over, ends[1] AS discharged_in,
  shipments, direct_shipments AS direct, percent
ORDER BY percent, route

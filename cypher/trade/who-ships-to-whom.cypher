// Who ships goods of a kind to whom
// id = "trade/who-ships-to-whom"
// asks = "Which parties send goods of a commodity code to which others, how often, how much, and since when?"
// returns = "table"
// key = ["sender", "receiver"]
// interactive = true
// tags = ["trade", "shipments", "commodities"]
// typology = "Trade in a commodity by pairs of parties"
// references = ["WCO, Harmonized System Nomenclature 2022"]
// reviewed = 2026-11-28
// params.hs_code = {type = "text", label = "Commodity code", help = "The beginning of an HS code, such as 0303"}
// params.least = {type = "integer", label = "At least so many shipments", default = 1, min = 1, max = 100000}
// columns.sender = "entity"
// columns.sender_name = "text"
// columns.receiver = "entity"
// columns.receiver_name = "text"
// columns.shipments = "integer"
// columns.weight_kg = "number"
// columns.first_loaded = "date"
// columns.last_loaded = "date"
// example.graph = "harbour"
// example.params = {hs_code = "0303"}
// example.row = {sender_name = "Pechoryan Export S.A.S.", receiver_name = "Lantianhe Fresh BV", shipments = 7, weight_kg = 320228.0, first_loaded = "2026-01-28", last_loaded = "2026-08-10"}
MATCH (sender:Party)<-[:CONSIGNED_BY]-(shipment:Shipment)-[:CONSIGNED_TO]->(receiver:Party)
WHERE ANY(code IN shipment.hs_code WHERE code STARTS WITH $hs_code)
// What several sources say of one bill of lading is one shipment.
WITH sender, receiver, coalesce(shipment.bill_of_lading, shipment.id) AS bill, max(shipment.weight_kg) AS weight,
  min(shipment.loaded_on) AS loaded
WITH sender, receiver, count(*) AS shipments, sum(weight) AS weight, min(loaded) AS first_loaded,
  max(loaded) AS last_loaded
WHERE shipments >= $least
RETURN sender.id AS sender, sender.caption AS sender_name, receiver.id AS receiver, receiver.caption AS receiver_name,
  shipments, round(weight * 10) / 10.0 AS weight_kg, first_loaded, last_loaded
ORDER BY shipments DESC, sender, receiver

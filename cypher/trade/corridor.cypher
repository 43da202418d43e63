// What is shipped from one country to another
// id = "trade/corridor"
// asks = "Which goods go from one country to another, between which ports, how often, how much, and since when?"
// returns = "table"
// key = ["heading", "loaded_in", "discharged_in"]
// interactive = true
// tags = ["trade", "countries", "commodities", "ports"]
// typology = "What is ordinary on a corridor, to tell what is not"
// references = ["WCO, Customs Risk Management Compendium (2011)"]
// reviewed = 2026-11-28
// params.origin = {type = "country", label = "From"}
// params.destination = {type = "country", label = "To"}
// params.loaded_from = {type = "date", label = "Loaded on or after", default = "1900-01-01"}
// columns.heading = "text"
// columns.loaded_in = "text"
// columns.discharged_in = "text"
// columns.shipments = "integer"
// columns.weight_kg = "number"
// columns.first_loaded = "date"
// columns.last_loaded = "date"
// example.graph = "lanes"
// example.params = {origin = "CO", destination = "NL", loaded_from = "2026-02"}
// example.row = {heading = "0803", loaded_in = "COCTG", discharged_in = "NLRTM", shipments = 7, weight_kg = 125300.0, first_loaded = "2026-02-03", last_loaded = "2026-05-04"}
MATCH (shipment:Shipment)
WHERE shipment.origin_country = $origin AND shipment.destination_country = $destination
  AND shipment.loaded_on >= $loaded_from
UNWIND coalesce(shipment.hs_code, ['none']) AS code
WITH DISTINCT shipment, left(code, 4) AS heading
WITH heading, shipment.loaded_in AS loaded_in, shipment.discharged_in AS discharged_in,
  count(shipment) AS shipments, sum(shipment.weight_kg) AS weight,
  min(shipment.loaded_on) AS first_loaded, max(shipment.loaded_on) AS last_loaded
RETURN heading, loaded_in, discharged_in, shipments, round(weight * 100) / 100.0 AS weight_kg, first_loaded, last_loaded
ORDER BY shipments DESC, heading, loaded_in, discharged_in

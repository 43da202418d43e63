// Containers that several shipments share
// id = "trade/shared-containers"
// asks = "Which containers carried several shipments, and between which first and last loading?"
// returns = "table"
// key = ["container"]
// interactive = true
// tags = ["trade", "containers", "shipments"]
// typology = "Rip-off: a consignment added to a container that somebody else has sent"
// references = ["Europol, Criminal Networks in EU Ports: Risks and Challenges for Law Enforcement (2023)"]
// reviewed = 2026-11-28
// params.least = {type = "integer", label = "At least so many shipments", default = 2, min = 2, max = 1000}
// params.loaded_from = {type = "date", label = "Loaded on or after", default = "1900-01-01"}
// columns.container = "entity"
// columns.number = "text"
// columns.shipments = "integer"
// columns.first_loaded = "date"
// columns.last_loaded = "date"
// columns.ids = "entities"
// example.graph = "boxes"
// example.row = {container = "container:VLDU2000011", shipments = 3, first_loaded = "2026-01-10", last_loaded = "2026-02-20"}
MATCH (shipment:Shipment)-[:PACKED_IN]->(container:Container)
WHERE shipment.loaded_on >= $loaded_from
WITH container, count(DISTINCT shipment) AS shipments
WHERE shipments >= $least
MATCH (shipment:Shipment)-[:PACKED_IN]->(container)
WHERE shipment.loaded_on >= $loaded_from
// What several sources say of one bill of lading is one shipment.
WITH container, coalesce(shipment.bill_of_lading, shipment.id) AS bill, min(shipment.id) AS id,
  min(shipment.loaded_on) AS loaded
ORDER BY loaded, id
WITH container, collect(id) AS ids, min(loaded) AS first_loaded, max(loaded) AS last_loaded
WHERE size(ids) >= $least
RETURN container.id AS container, container.caption AS number, size(ids) AS shipments, first_loaded, last_loaded, ids
ORDER BY shipments DESC, container

// Shipments that weigh otherwise on the manifest than to customs
// id = "trade/weight-mismatch"
// asks = "For which shipments does the weight that the carrier declared differ from that of the customs declaration?"
// returns = "table"
// key = ["declaration", "shipment"]
// interactive = false
// tags = ["trade", "declarations", "shipments", "weight"]
// typology = "Discrepancy between documents of one shipment"
// references = ["FATF and Egmont Group, Trade-Based Money Laundering: Risk Indicators (2021)"]
// reviewed = 2026-11-28
// params.least_percent = {type = "number", label = "Apart by at least (%)", help = "Of the lower weight; gross and net weight of the same goods are a few percent apart", default = 10, min = 0}
// columns.declaration = "entity"
// columns.reference = "text"
// columns.procedure = "text"
// columns.shipment = "entity"
// columns.bill_of_lading = "text"
// columns.declared_kg = "number"
// columns.carried_kg = "number"
// columns.percent = "number"
// example.graph = "lanes"
// example.row = {reference = "NL-IM-5003", bill_of_lading = "LNS260003", declared_kg = 26500.0, carried_kg = 20000.0, percent = 32.5}
MATCH (declaration:Declaration)<-[:DECLARED_IN]-(declared:Shipment)-[:PACKED_IN]->(container:Container)
WHERE declaration.weight_kg > 0
WITH DISTINCT declaration, declared, container
// each source has a shipment of its own: one bill of lading and one container tell that they are the same
MATCH (container)<-[:PACKED_IN]-(shipment:Shipment)
WHERE shipment.bill_of_lading = declared.bill_of_lading AND shipment.weight_kg > 0
WITH DISTINCT declaration, shipment,
  abs(declaration.weight_kg - shipment.weight_kg) AS apart,
  CASE WHEN declaration.weight_kg < shipment.weight_kg THEN declaration.weight_kg ELSE shipment.weight_kg END AS lower
WITH declaration, shipment, round(10000.0 * apart / lower) / 100.0 AS percent
WHERE percent >= $least_percent
RETURN declaration.id AS declaration, declaration.reference AS reference, declaration.procedure AS procedure,
  shipment.id AS shipment, shipment.bill_of_lading AS bill_of_lading,
  declaration.weight_kg AS declared_kg, shipment.weight_kg AS carried_kg, percent
ORDER BY percent DESC, declaration, shipment

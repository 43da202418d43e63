// Shipments that weigh otherwise on the manifest than to customs
// id = "trade/weight-mismatch"
// asks = "For which shipments does the weight that the carrier declared differ from that of its customs declarations?"
// returns = "table"
// key = ["declared", "procedure", "shipment"]
// interactive = false
// tags = ["trade", "declarations", "shipments", "weight"]
// typology = "Discrepancy between documents of one shipment"
// references = ["FATF and Egmont Group, Trade-Based Money Laundering: Risk Indicators (2021)"]
// reviewed = 2026-11-28
// params.least_percent = {type = "number", label = "Apart by at least (%)", help = "Of the lower weight; gross and net weight of the same goods are a few percent apart", default = 10, min = 0}
// columns.declarations = "entities"
// columns.references = "texts"
// columns.procedure = "text"
// columns.declared = "entity"
// columns.shipment = "entity"
// columns.bill_of_lading = "text"
// columns.declared_kg = "number"
// columns.carried_kg = "number"
// columns.percent = "number"
// example.graph = "lanes"
// example.row = {references = ["NL-IM-5003"], bill_of_lading = "LNS260003", declared_kg = 26500.0, carried_kg = 20000.0, percent = 32.5}
MATCH (declared:Shipment)-[:DECLARED_IN]->(declaration:Declaration)
WITH DISTINCT declared, declaration, COUNT { (declaration)<-[:DECLARED_IN]-(:Shipment) } AS shipments
ORDER BY declaration.id
// Goods may be declared in parts: what all declarations of one procedure weigh is held against the shipment. Where one
// of them is of several shipments, or without a weight, nothing can be told.
WITH declared, declaration.procedure AS procedure, max(shipments) AS most, count(*) AS all, count(declaration.weight_kg) AS weighed,
  sum(declaration.weight_kg) AS weight, collect(declaration.id) AS declarations, collect(declaration.reference) AS references
WHERE most = 1 AND weighed = all AND weight > 0
// each source has a shipment of its own: one bill of lading and one container tell that they are the same
MATCH (declared)-[:PACKED_IN]->(:Container)<-[:PACKED_IN]-(shipment:Shipment)
WHERE shipment.bill_of_lading = declared.bill_of_lading AND shipment.weight_kg > 0
WITH DISTINCT declared, procedure, weight, declarations, references, shipment
WITH declared, procedure, round(weight * 100) / 100.0 AS declared_kg, declarations, references, shipment,
  abs(weight - shipment.weight_kg) AS apart,
  CASE WHEN weight < shipment.weight_kg THEN weight ELSE shipment.weight_kg END AS lower
WITH declared, procedure, declared_kg, declarations, references, shipment, round(10000.0 * apart / lower) / 100.0 AS percent
WHERE percent >= $least_percent
RETURN declarations, references, procedure, declared.id AS declared, shipment.id AS shipment,
  shipment.bill_of_lading AS bill_of_lading, declared_kg, shipment.weight_kg AS carried_kg, percent
ORDER BY percent DESC, declared, procedure, shipment

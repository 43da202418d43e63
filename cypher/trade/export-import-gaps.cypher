// Shipments of another value where they leave than where they arrive
// id = "trade/export-import-gaps"
// asks = "Which shipments were declared at one value for export and at another for import?"
// returns = "table"
// key = ["exported", "imported"]
// interactive = false
// tags = ["trade", "declarations", "value", "laundering"]
// typology = "Over- and under-invoicing"
// references = ["FATF and Egmont Group, Trade-Based Money Laundering: Trends and Developments (2020)"]
// reviewed = 2026-11-28
// params.least_times = {type = "number", label = "At least so many times", help = "Freight and insurance, which an import value may hold, alone make it some percent higher", default = 1.5, min = 1}
// columns.shipment = "entity"
// columns.bill_of_lading = "text"
// columns.exported = "entity"
// columns.export_value = "number"
// columns.imported = "entity"
// columns.import_value = "number"
// columns.currency = "text"
// columns.times = "number"
// columns.senders = "texts"
// columns.receivers = "texts"
// example.graph = "lanes"
// example.row = {bill_of_lading = "LNS260006", export_value = 9000.0, import_value = 45000.0, currency = "EUR", times = 5.0, senders = ["Selva Azul S.A.S."], receivers = ["Kadeveld Trading B.V."]}
MATCH (exported:Declaration)<-[:DECLARED_IN]-(shipment:Shipment)-[:DECLARED_IN]->(imported:Declaration)
WHERE exported.procedure = 'export' AND imported.procedure = 'import'
  AND exported.currency = imported.currency AND exported.value > 0 AND imported.value > 0
WITH DISTINCT shipment, exported, imported,
  CASE WHEN exported.value < imported.value THEN imported.value / exported.value
    ELSE exported.value / imported.value END AS ratio
WHERE ratio >= $least_times
RETURN shipment.id AS shipment, shipment.bill_of_lading AS bill_of_lading,
  exported.id AS exported, exported.value AS export_value, imported.id AS imported, imported.value AS import_value,
  exported.currency AS currency, round(ratio * 100) / 100.0 AS times,
  COLLECT { MATCH (shipment)-[:CONSIGNED_BY]->(sender:Party) RETURN DISTINCT sender.caption AS name ORDER BY name }
    AS senders,
  COLLECT { MATCH (shipment)-[:CONSIGNED_TO]->(receiver:Party) RETURN DISTINCT receiver.caption AS name ORDER BY name }
    AS receivers
ORDER BY times DESC, exported, imported

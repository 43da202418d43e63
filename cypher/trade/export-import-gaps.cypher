// Shipments of another value where they leave than where they arrive
// id = "trade/export-import-gaps"
// asks = "Which shipments were declared at one value for export and at another for import?"
// returns = "table"
// key = ["shipment"]
// interactive = false
// tags = ["trade", "declarations", "value", "laundering"]
// typology = "Over- and under-invoicing"
// references = ["FATF and Egmont Group, Trade-Based Money Laundering: Trends and Developments (2020)"]
// reviewed = 2026-11-28
// params.least_times = {type = "number", label = "At least so many times", help = "Freight and insurance, which an import value may hold, alone make it some percent higher", default = 1.5, min = 1}
// columns.shipment = "entity"
// columns.bill_of_lading = "text"
// columns.exported = "entities"
// columns.export_value = "number"
// columns.imported = "entities"
// columns.import_value = "number"
// columns.currency = "text"
// columns.times = "number"
// columns.senders = "texts"
// columns.receivers = "texts"
// example.graph = "lanes"
// example.row = {bill_of_lading = "LNS260006", export_value = 9000.0, import_value = 45000.0, currency = "EUR", times = 5.0, senders = ["Selva Azul S.A.S."], receivers = ["Kadeveld Trading B.V."]}
MATCH (shipment:Shipment)-[:DECLARED_IN]->(declaration:Declaration)
WHERE declaration.procedure IN ['export', 'import']
WITH DISTINCT shipment, declaration, COUNT { (declaration)<-[:DECLARED_IN]-(:Shipment) } AS shipments
ORDER BY declaration.id
// Goods may be declared in parts: all exports of a shipment are held against all its imports. Where one of them is of
// several shipments, without a value or in another currency, nothing can be told.
WITH shipment, max(shipments) AS most, count(*) AS declarations, count(declaration.value) AS valued,
  count(declaration.currency) AS with_currency, min(declaration.currency) AS currency,
  max(declaration.currency) AS other_currency,
  sum(CASE declaration.procedure WHEN 'export' THEN declaration.value ELSE 0.0 END) AS export_value,
  sum(CASE declaration.procedure WHEN 'import' THEN declaration.value ELSE 0.0 END) AS import_value,
  collect(CASE declaration.procedure WHEN 'export' THEN declaration.id END) AS exported,
  collect(CASE declaration.procedure WHEN 'import' THEN declaration.id END) AS imported
WHERE most = 1 AND valued = declarations AND with_currency = declarations AND currency = other_currency
  AND export_value > 0 AND import_value > 0
WITH shipment, exported, imported, currency, export_value, import_value,
  CASE WHEN export_value < import_value THEN import_value / export_value ELSE export_value / import_value END AS ratio
WHERE ratio >= $least_times
RETURN shipment.id AS shipment, shipment.bill_of_lading AS bill_of_lading,
  exported, round(export_value * 100) / 100.0 AS export_value, imported, round(import_value * 100) / 100.0 AS import_value,
  currency, round(ratio * 100) / 100.0 AS times,
  COLLECT { MATCH (shipment)-[:CONSIGNED_BY]->(sender:Party) RETURN DISTINCT sender.caption AS name ORDER BY name }
    AS senders,
  COLLECT { MATCH (shipment)-[:CONSIGNED_TO]->(receiver:Party) RETURN DISTINCT receiver.caption AS name ORDER BY name }
    AS receivers
ORDER BY times DESC, shipment

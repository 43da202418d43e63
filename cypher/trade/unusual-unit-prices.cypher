// Shipments far above or below the usual price
// id = "trade/unusual-unit-prices"
// asks = "Which shipments are worth many times more, or less, a kilogram than others of the same goods?"
// returns = "table"
// key = ["shipment", "commodity", "currency", "unit_price"]
// interactive = false
// tags = ["trade", "shipments", "value", "commodities"]
// typology = "Over- and under-invoicing"
// references = ["FATF, Trade Based Money Laundering (2006)"]
// reviewed = 2026-11-28
// params.times = {type = "number", label = "At least so many times", help = "The median price of a kilogram, or a fraction of it", default = 3, min = 1}
// params.least = {type = "integer", label = "Compared with at least so many", help = "The median of a few says little", default = 5, min = 3, max = 100000}
// columns.shipment = "entity"
// columns.bill_of_lading = "text"
// columns.commodity = "entity"
// columns.goods = "text"
// columns.currency = "text"
// columns.unit_price = "number"
// columns.median = "number"
// columns.compared = "integer"
// example.graph = "lanes"
// example.row = {bill_of_lading = "LNS260006", goods = "Bananas, fresh", currency = "EUR", unit_price = 9.0}
MATCH (:Shipment)-[contains:CONTAINS]->(commodity:Commodity)
WHERE contains.weight_kg > 0 AND contains.value > 0
WITH commodity, contains.currency AS currency, percentileCont(contains.value / contains.weight_kg, 0.5) AS median,
  count(contains) AS compared
WHERE compared >= $least
MATCH (shipment:Shipment)-[contains:CONTAINS]->(commodity)
WHERE contains.currency = currency AND contains.weight_kg > 0
WITH shipment, commodity, currency, median, compared, contains.value / contains.weight_kg AS price
WHERE price > 0 AND (price >= median * $times OR price <= median / $times)
WITH DISTINCT shipment, commodity, currency, median, compared, round(price * 10000) / 10000.0 AS unit_price
RETURN shipment.id AS shipment, shipment.bill_of_lading AS bill_of_lading, commodity.id AS commodity,
  commodity.name AS goods, currency, unit_price,
  round(median * 10000) / 10000.0 AS median, compared
ORDER BY unit_price DESC, shipment, commodity, currency

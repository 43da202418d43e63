// Goods unlike what a receiver is otherwise sent
// id = "trade/unusual-goods"
// asks = "Which shipments hold goods of a kind that their receiver, who is sent many others, hardly ever gets?"
// returns = "table"
// key = ["receiver", "chapter"]
// interactive = false
// tags = ["trade", "shipments", "commodities", "consignees"]
// typology = "Goods that do not fit the importer's business"
// references = ["FATF, Trade Based Money Laundering (2006)"]
// reviewed = 2026-11-28
// params.least = {type = "integer", label = "Sent at least so many shipments", default = 5, min = 2, max = 100000}
// params.most = {type = "integer", label = "Of the kind at most", default = 1, min = 1, max = 1000}
// columns.receiver = "entity"
// columns.receiver_name = "text"
// columns.chapter = "text"
// columns.shipments = "integer"
// columns.of = "integer"
// columns.last_loaded = "date"
// columns.ids = "entities"
// example.graph = "lanes"
// example.row = {receiver_name = "Meerkade Fruit B.V.", chapter = "72", shipments = 1, of = 6, ids = ["manifest:shipment:LNS260009"]}
MATCH (receiver:Party)<-[:CONSIGNED_TO]-(shipment:Shipment)
WITH receiver, count(DISTINCT shipment) AS of
WHERE of >= $least
MATCH (receiver)<-[:CONSIGNED_TO]-(shipment:Shipment)
UNWIND shipment.hs_code AS code
WITH DISTINCT receiver, of, shipment, left(code, 2) AS chapter
ORDER BY shipment.id
WITH receiver, of, chapter, collect(shipment.id) AS ids, max(shipment.loaded_on) AS last_loaded
WHERE size(ids) <= $most
RETURN receiver.id AS receiver, receiver.caption AS receiver_name, chapter, size(ids) AS shipments, of, last_loaded, ids
ORDER BY last_loaded DESC, receiver, chapter

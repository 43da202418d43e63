// Consignees that appear once
// id = "trade/consignees-that-appear-once"
// asks = "Who received one shipment and no other, what was it, and who sent it?"
// returns = "table"
// key = ["receiver", "shipment", "sender"]
// interactive = false
// tags = ["trade", "shipments", "consignees", "shell companies"]
// typology = "A company set up, or a name used, for one shipment"
// references = ["FATF and Egmont Group, Trade-Based Money Laundering: Risk Indicators (2021)"]
// reviewed = 2026-11-28
// params.loaded_from = {type = "date", label = "Loaded on or after", default = "1900-01-01"}
// params.least_sent = {type = "integer", label = "Sent by someone with at least so many shipments", help = "A customer of a busy sender who never comes back", default = 1, min = 1, max = 100000}
// columns.receiver = "entity"
// columns.receiver_name = "text"
// columns.shipment = "entity"
// columns.bill_of_lading = "text"
// columns.goods = "text"
// columns.weight_kg = "number"
// columns.loaded_on = "date"
// columns.sender = "entity"
// columns.sender_name = "text"
// columns.sender_shipments = "integer"
// example.graph = "lanes"
// example.params = {least_sent = 5}
// example.row = {receiver_name = "Zijlkade Import B.V.", bill_of_lading = "LNS260008", loaded_on = "2026-05-04", sender_name = "Frutos Ceiba S.A.S.", sender_shipments = 6}
MATCH (receiver:Party)<-[:CONSIGNED_TO]-(:Shipment)
WITH DISTINCT receiver
// What the same company received under its number in another source counts.
MATCH (receiver) ((:Party)-[:HOLDS]->(:RegistrationNumber)<-[:HOLDS]-(:Party)){0,1} (same:Party)
MATCH (same)<-[:CONSIGNED_TO]-(shipment:Shipment)
WITH receiver, count(DISTINCT coalesce(shipment.bill_of_lading, shipment.id)) AS bills
WHERE bills = 1
MATCH (receiver)<-[:CONSIGNED_TO]-(shipment:Shipment)-[:CONSIGNED_BY]->(sender:Party)
WHERE shipment.loaded_on >= $loaded_from
WITH DISTINCT receiver, shipment, sender
WITH receiver, shipment, sender, COUNT { (sender)<-[:CONSIGNED_BY]-(:Shipment) } AS sender_shipments
WHERE sender_shipments >= $least_sent
RETURN receiver.id AS receiver, receiver.caption AS receiver_name, shipment.id AS shipment,
  shipment.bill_of_lading AS bill_of_lading, shipment.goods AS goods, shipment.weight_kg AS weight_kg,
  shipment.loaded_on AS loaded_on, sender.id AS sender, sender.caption AS sender_name, sender_shipments
ORDER BY loaded_on DESC, receiver, shipment, sender

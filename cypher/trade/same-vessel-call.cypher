// Shipments that share a vessel's call
// id = "trade/same-vessel-call"
// asks = "Which other shipments were loaded or discharged in the same port, on the same voyage of the same vessel?"
// returns = "table"
// key = ["other", "vessel"]
// interactive = true
// tags = ["trade", "shipments", "vessels", "ports"]
// typology = "Goods that change containers between two shipments of one call"
// references = ["Europol, Criminal Networks in EU Ports: Risks and Challenges for Law Enforcement (2023)"]
// reviewed = 2026-11-28
// params.shipment = {type = "entity", label = "Shipment"}
// columns.other = "entity"
// columns.bill_of_lading = "text"
// columns.goods = "text"
// columns.vessel = "entity"
// columns.vessel_name = "text"
// columns.voyage = "text"
// columns.loaded_in = "text"
// columns.discharged_in = "text"
// columns.senders = "texts"
// columns.receivers = "texts"
// example.graph = "lanes"
// example.params = {shipment = "manifest:shipment:LNS260006"}
// example.row = {bill_of_lading = "LNS260004", vessel_name = "VELD NOORD", voyage = "7N", loaded_in = "COCTG", discharged_in = "NLRTM", senders = ["Frutos Ceiba S.A.S."], receivers = ["Meerkade Fruit B.V."]}
MATCH (shipment:Shipment {id: $shipment})-[carried:CARRIED_BY]->(vessel:Vessel)<-[carries:CARRIED_BY]-(other:Shipment)
// What another source says of the same bill of lading is no other shipment.
WHERE coalesce(other.bill_of_lading, other.id) <> coalesce(shipment.bill_of_lading, shipment.id)
  AND (carries.voyage = carried.voyage OR carries.loaded_on = carried.loaded_on)
  AND (other.loaded_in = shipment.loaded_in OR other.discharged_in = shipment.discharged_in)
WITH other, vessel, min(carries.voyage) AS voyage
RETURN other.id AS other, other.bill_of_lading AS bill_of_lading, other.goods AS goods,
  vessel.id AS vessel, vessel.caption AS vessel_name, voyage, other.loaded_in AS loaded_in,
  other.discharged_in AS discharged_in,
  COLLECT { MATCH (other)-[:CONSIGNED_BY]->(sender:Party) RETURN DISTINCT sender.caption AS name ORDER BY name }
    AS senders,
  COLLECT { MATCH (other)-[:CONSIGNED_TO]->(receiver:Party) RETURN DISTINCT receiver.caption AS name ORDER BY name }
    AS receivers
ORDER BY other, vessel

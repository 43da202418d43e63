// Senders and receivers under one owner
// id = "trade/under-one-owner"
// asks = "Which companies shipped goods to companies that the same owner held at that time, directly or through others?"
// returns = "table"
// key = ["owner", "sender", "receiver"]
// interactive = false
// tags = ["trade", "ownership", "shipments", "laundering"]
// typology = "Trade between related parties at a price of their own"
// references = ["FATF and Egmont Group, Trade-Based Money Laundering: Trends and Developments (2020)"]
// reviewed = 2026-11-28
// params.least = {type = "integer", label = "At least so many shipments", default = 1, min = 1, max = 100000}
// columns.owner = "entity"
// columns.owner_name = "text"
// columns.sender = "entity"
// columns.sender_name = "text"
// columns.receiver = "entity"
// columns.receiver_name = "text"
// columns.shipments = "integer"
// columns.first_loaded = "date"
// columns.last_loaded = "date"
// example.graph = "lanes"
// example.row = {owner = "register:person:GR-P5000001", owner_name = "Leon Asterpoel", sender_name = "Selva Azul S.A.S.", receiver_name = "Kadeveld Trading B.V.", shipments = 2, first_loaded = "2026-04-06", last_loaded = "2026-05-04"}
MATCH (owner:Party)-[:OWNS]->()
WITH DISTINCT owner
WHERE NOT EXISTS { (:Party)-[:OWNS]->(owner) }
MATCH (owner)-[:OWNS*0..4]->(company:Company)
WITH owner, count(DISTINCT company) AS companies
WHERE companies > 1
MATCH (owner)-[:OWNS*0..4]->(sent:Company)
WITH DISTINCT owner, sent
// the company of a manifest and that of a register may be two nodes that hold one registration number
MATCH (sent)-[:HOLDS*0..2]-(sender:Company)<-[:CONSIGNED_BY]-(shipment:Shipment)-[:CONSIGNED_TO]->(receiver:Company)
WHERE shipment.loaded_on IS NOT NULL
WITH owner, sent, sender, receiver, count(DISTINCT shipment) AS shipments,
  min(shipment.loaded_on) AS first_loaded, max(shipment.loaded_on) AS last_loaded
WHERE shipments >= $least
MATCH (receiver)-[:HOLDS*0..2]-(received:Company)
WHERE received.id <> sent.id
WITH DISTINCT owner, sent, sender, receiver, received, shipments, first_loaded, last_loaded
MATCH over_receiver = (owner)-[:OWNS*0..4]->(received)
MATCH over_sender = (owner)-[:OWNS*0..4]->(sent)
WHERE ALL(held IN relationships(over_sender) + relationships(over_receiver)
  WHERE coalesce(held.since, last_loaded) <= last_loaded
    AND coalesce(held.until, first_loaded) >= left(first_loaded, size(coalesce(held.until, first_loaded))))
WITH owner, sender, receiver, relationships(over_sender) + relationships(over_receiver) AS holdings
// From when to when all of them were held at once: only what was shipped then counts.
WITH DISTINCT owner, sender, receiver,
  reduce(latest = '', held IN holdings | CASE WHEN held.since > latest THEN held.since ELSE latest END) AS since,
  reduce(first = '9999', held IN holdings | CASE WHEN held.until < first THEN held.until ELSE first END) AS until
MATCH (sender)<-[:CONSIGNED_BY]-(shipment:Shipment)-[:CONSIGNED_TO]->(receiver)
WHERE shipment.loaded_on >= left(since, size(shipment.loaded_on)) AND left(shipment.loaded_on, size(until)) <= until
WITH owner, sender, receiver, count(DISTINCT coalesce(shipment.bill_of_lading, shipment.id)) AS shipments,
  min(shipment.loaded_on) AS first_loaded, max(shipment.loaded_on) AS last_loaded
WHERE shipments >= $least
RETURN owner.id AS owner, owner.caption AS owner_name, sender.id AS sender, sender.caption AS sender_name,
  receiver.id AS receiver, receiver.caption AS receiver_name, shipments, first_loaded, last_loaded
ORDER BY shipments DESC, owner, sender, receiver

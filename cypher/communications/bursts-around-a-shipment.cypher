// Phones that are busier around a shipment's dates
// id = "communications/bursts-around-a-shipment"
// asks = "Which phones of those behind a shipment were in contact more often around its loading and discharge than in the days before?"
// returns = "table"
// key = ["phone"]
// interactive = true
// tags = ["communications", "calls", "messages", "shipments"]
// typology = "Calls that prepare and hand over a delivery"
// references = ["Morselli (2009), Inside Criminal Networks"]
// reviewed = 2026-11-28
// params.shipment = {type = "entity", label = "Shipment", help = "One whose day of loading or discharge is known"}
// params.days = {type = "integer", label = "Days on each side of a date", default = 3, min = 1, max = 60}
// params.days_before = {type = "integer", label = "Compared with so many days before", default = 60, min = 1, max = 3650}
// params.times = {type = "number", label = "More a day by at least times", default = 2, min = 1}
// columns.phone = "entity"
// columns.users = "texts"
// columns.around = "integer"
// columns.before = "integer"
// columns.contacts = "integer"
// columns.first_at = "time"
// columns.last_at = "time"
// example.graph = "lanes"
// example.params = {shipment = "manifest:shipment:LNS260007"}
// example.row = {phone = "phone:+31612300051", users = ["Ида Каде"], around = 6, before = 2, contacts = 2}
MATCH (shipment:Shipment {id: $shipment})
WITH shipment, [day IN [shipment.loaded_on, shipment.discharged_on]
  WHERE size(day) = 10 | datetime(day + 'T00:00:00Z')] AS days
MATCH (shipment)-[:CONSIGNED_BY|CONSIGNED_TO|NOTIFIED_TO]->(party:Party)
// the company of a manifest and that of a register may be two nodes that hold one registration number
MATCH (party) ((:Party)-[:HOLDS]->(:RegistrationNumber)<-[:HOLDS]-(:Party)){0,1} (same:Party)
MATCH (same)<-[:DIRECTS|OWNS*0..2]-(user:Party)-[:USES]->(phone:Phone)
WITH DISTINCT phone, days
MATCH (phone)-[contact:CALLED|MESSAGED]-(other:Phone)
WITH phone, days, contact, other,
  ANY(day IN days WHERE contact.at >= day - duration({days: $days})
    AND contact.at < day + duration({days: $days + 1})) AS is_around,
  contact.at < days[0] - duration({days: $days})
    AND contact.at >= days[0] - duration({days: $days + $days_before}) AS is_before
WITH phone, size(days) * (2 * $days + 1) AS days_around, sum(CASE WHEN is_around THEN 1 ELSE 0 END) AS around,
  sum(CASE WHEN is_before THEN 1 ELSE 0 END) AS before,
  count(DISTINCT CASE WHEN is_around THEN other END) AS contacts,
  min(CASE WHEN is_around THEN contact.at END) AS first_at, max(CASE WHEN is_around THEN contact.at END) AS last_at
WHERE around > 0 AND 1.0 * around / days_around >= $times * before / $days_before
RETURN phone.id AS phone,
  COLLECT { MATCH (user:Party)-[:USES]->(phone) RETURN DISTINCT user.caption AS name ORDER BY name } AS users,
  around, before, contacts, first_at, last_at
ORDER BY around DESC, phone

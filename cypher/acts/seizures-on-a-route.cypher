// Seizures on a route
// id = "acts/seizures-on-a-route"
// asks = "What was seized on the way between two places or countries, when, where, and how was it hidden?"
// returns = "table"
// key = ["seizure", "departure", "destination"]
// interactive = true
// tags = ["seizures", "routes", "concealment"]
// typology = "Trafficking routes"
// references = ["UNODC and Europol, Cocaine Insights 1: The Illicit Trade of Cocaine from Latin America to Europe (2021)"]
// reviewed = 2026-11-28
// params.origin = {type = "text", label = "From", help = "A UN/LOCODE, or its beginning: EC for a country"}
// params.destination = {type = "text", label = "To", help = "A UN/LOCODE, or its beginning: NL for a country"}
// params.since = {type = "date", label = "Seized on or after", default = "1900-01-01"}
// columns.seizure = "entity"
// columns.reference = "text"
// columns.seized_on = "date"
// columns.departure = "text"
// columns.destination = "text"
// columns.goods = "texts"
// columns.weight_kg = "number"
// columns.concealment = "text"
// columns.detection = "text"
// example.graph = "border"
// example.params = {origin = "EC", destination = "NL"}
// example.row = {reference = "S26-1", seized_on = "2026-02-03", departure = "ECGYE", destination = "NLRTM", goods = ["cocaine"], weight_kg = 118.5, concealment = "among fruit", detection = "risk analysis"}
MATCH (seizure:Seizure)-[from:LOCATED_AT]->(departure:Place), (seizure)-[to:LOCATED_AT]->(destination:Place)
WHERE from.kind = 'departure' AND to.kind = 'destination'
  AND departure.code STARTS WITH $origin
  AND destination.code STARTS WITH $destination
  // One whose day is not known, or only its month or year, may lie within.
  AND coalesce(seizure.seized_on, $since) >= left($since, size(coalesce(seizure.seized_on, $since)))
WITH DISTINCT seizure, departure.code AS departure, destination.code AS destination
RETURN seizure.id AS seizure, seizure.reference AS reference, seizure.seized_on AS seized_on, departure, destination,
  seizure.goods AS goods, seizure.weight_kg AS weight_kg, seizure.concealment AS concealment,
  seizure.kind AS detection
ORDER BY seized_on DESC, seizure, departure, destination

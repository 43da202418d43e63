// Documents shown at a border outside their validity
// id = "acts/expired-documents-in-use"
// asks = "Which documents were shown at a border after they had expired or before they were issued, where, and by whom?"
// returns = "table"
// key = ["crossing", "document", "traveller"]
// interactive = false
// tags = ["documents", "travel", "borders"]
// typology = "A document that was altered, or whose data a forger got wrong"
// references = ["ICAO Doc 9303, Machine Readable Travel Documents"]
// reviewed = 2026-11-28
// params.since = {type = "time", label = "Crossings from", default = "1900-01-01T00:00:00Z"}
// columns.crossing = "entity"
// columns.at = "time"
// columns.post = "text"
// columns.direction = "text"
// columns.document = "entity"
// columns.number = "text"
// columns.issued_on = "date"
// columns.expires_on = "date"
// columns.traveller = "entity"
// columns.name = "text"
// example.graph = "border"
// example.row = {post = "TRMER", direction = "exit", number = "VX1000008", expires_on = "2025-12-31", name = "Levin Brand"}
MATCH (document:Passport|IdentityCard)-[:MENTIONED_IN]->(crossing:BorderCrossing)<-[:SUBJECT_OF]-(traveller:Person)
WHERE crossing.at >= datetime($since)
  AND (size(document.expires_on) = 10
      // A day ends last at UTC-12 and begins first at UTC+14, and a post may lie anywhere.
      AND crossing.at >= datetime(document.expires_on + 'T00:00:00Z') + duration({days: 1, hours: 12})
    OR size(document.issued_on) = 10
      AND crossing.at < datetime(document.issued_on + 'T00:00:00Z') - duration({hours: 14}))
WITH DISTINCT crossing, document, traveller
RETURN crossing.id AS crossing, crossing.at AS at, crossing.post AS post, crossing.direction AS direction,
  document.id AS document, document.caption AS number,
  document.issued_on AS issued_on, document.expires_on AS expires_on,
  traveller.id AS traveller, traveller.caption AS name
ORDER BY at DESC, crossing, document, traveller

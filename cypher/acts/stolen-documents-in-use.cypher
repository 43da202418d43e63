// Lost, stolen and revoked documents shown at a border
// id = "acts/stolen-documents-in-use"
// asks = "Which documents were shown at a border after they were, or may have been, reported lost, stolen or revoked, where, and by whom?"
// returns = "table"
// key = ["crossing", "document", "traveller"]
// interactive = true
// tags = ["documents", "travel", "borders", "stolen"]
// typology = "Travel on another's document"
// references = ["Regulation (EU) 2018/1862, Article 38: alerts on objects for seizure or use as evidence"]
// reviewed = 2026-11-28
// params.since = {type = "time", label = "Crossings from", default = "1900-01-01T00:00:00Z"}
// columns.crossing = "entity"
// columns.at = "time"
// columns.post = "text"
// columns.direction = "text"
// columns.document = "entity"
// columns.status = "text"
// columns.status_on = "date"
// columns.surely_after = "boolean"
// columns.traveller = "entity"
// columns.name = "text"
// example.graph = "border"
// example.row = {post = "MACAS", direction = "entry", status = "stolen", status_on = "2026-01", surely_after = true, name = "Cem Yel"}
MATCH (document:Passport|IdentityCard)-[:MENTIONED_IN]->(crossing:BorderCrossing)<-[:SUBJECT_OF]-(traveller:Person)
WHERE document.status IN ['lost', 'stolen', 'revoked']
  AND crossing.at >= datetime($since)
  AND crossing.at >= datetime(left(coalesce(document.status_on, '1900') + '-01-01', 10) + 'T00:00:00Z')
WITH DISTINCT crossing, document, traveller
RETURN crossing.id AS crossing, crossing.at AS at, crossing.post AS post, crossing.direction AS direction,
  document.id AS document, document.status AS status, document.status_on AS status_on,
  // Whoever crossed before the report may be the holder: on its day, in its month or year nobody can tell.
  CASE size(document.status_on)
    WHEN 10 THEN crossing.at >= datetime(document.status_on + 'T00:00:00Z') + duration({days: 1})
    WHEN 7 THEN crossing.at >= datetime(document.status_on + '-01T00:00:00Z') + duration({months: 1})
    WHEN 4 THEN crossing.at >= datetime(document.status_on + '-01-01T00:00:00Z') + duration({years: 1})
    ELSE false END AS surely_after,
  traveller.id AS traveller, traveller.caption AS name
ORDER BY at DESC, crossing, document, traveller

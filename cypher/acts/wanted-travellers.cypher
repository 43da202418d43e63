// Subjects of notices who cross a border
// id = "acts/wanted-travellers"
// asks = "Which subjects of notices crossed a border, or did somebody with a document of theirs, when and where?"
// returns = "table"
// key = ["crossing", "notice", "traveller"]
// interactive = true
// tags = ["travel", "borders", "notices", "wanted"]
// typology = "Travel of wanted people"
// references = ["INTERPOL's Rules on the Processing of Data (2011), Article 82: purpose of red notices"]
// reviewed = 2026-11-28
// params.since = {type = "time", label = "Crossings from", default = "1900-01-01T00:00:00Z"}
// columns.crossing = "entity"
// columns.at = "time"
// columns.post = "text"
// columns.direction = "text"
// columns.traveller = "entity"
// columns.name = "text"
// columns.notice = "entity"
// columns.reference = "text"
// columns.colour = "text"
// columns.wanted = "entity"
// columns.wanted_name = "text"
// columns.document = "entity"
// example.graph = "border"
// example.row = {post = "TRMER", direction = "entry", name = "Lena Quill", reference = "2026/9001", colour = "red", wanted_name = "LENA QUILL"}
MATCH (notice:Notice)<-[:SUBJECT_OF]-(wanted:Person)
WITH DISTINCT notice, wanted
// Whoever shows a document of the subject may be somebody else: both names are in the row.
MATCH (wanted)-[:HOLDS*0..2]-(traveller:Person)
WITH DISTINCT notice, wanted, traveller
MATCH (traveller)-[:SUBJECT_OF]->(crossing:BorderCrossing)
WHERE crossing.at >= datetime($since)
  // Nobody is sought once a notice is withdrawn.
  AND (notice.withdrawn_on IS NULL
    OR crossing.at < datetime(left(notice.withdrawn_on + '-01-01', 10) + 'T00:00:00Z'))
WITH DISTINCT notice, wanted, traveller, crossing
// What both show, so that a network draws what joins them.
OPTIONAL MATCH (wanted)-[:HOLDS]->(shown)<-[:HOLDS]-(traveller)
WITH notice, wanted, traveller, crossing, min(shown.id) AS document
RETURN crossing.id AS crossing, crossing.at AS at, crossing.post AS post, crossing.direction AS direction,
  traveller.id AS traveller, traveller.caption AS name,
  notice.id AS notice, notice.reference AS reference, notice.colour AS colour,
  wanted.id AS wanted, wanted.caption AS wanted_name, document
ORDER BY at DESC, crossing, notice, traveller

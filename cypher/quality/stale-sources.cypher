// Sources that have said nothing new for long
// id = "quality/stale-sources"
// asks = "When did each source last say something new of a person or body, and on how many does it stand alone?"
// returns = "table"
// key = ["source"]
// interactive = false
// tags = ["quality", "sources", "time"]
// typology = "Conclusions drawn from what was true once"
// references = ["Directive (EU) 2016/680, Article 7: verification of the quality of personal data"]
// reviewed = 2026-11-28
// params.before = {type = "time", label = "Nothing new since", default = "2100-01-01T00:00:00Z"}
// columns.source = "text"
// columns.parties = "integer"
// columns.first_seen = "time"
// columns.last_seen = "time"
// example.graph = "border"
// example.row = {source = "documents", parties = 4}
MATCH (party:Party)
// Of what several sources say, the graph does not tell when each of them did.
WHERE size(party.sources) = 1
WITH head(party.sources) AS source, count(party) AS parties,
  min(party.first_seen) AS first_seen, max(party.last_seen) AS last_seen
WHERE last_seen < datetime($before)
RETURN source, parties, first_seen, last_seen
ORDER BY last_seen, source

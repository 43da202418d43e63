// People and bodies that rest on weak sources alone
// id = "quality/weak-sources-alone"
// asks = "Of which people and bodies does no source with a good grade say anything, and how much hangs on them?"
// returns = "table"
// key = ["party"]
// interactive = false
// tags = ["quality", "sources", "grades"]
// typology = "Suspicion built on rumour"
// references = ["Regulation (EU) 2016/794, Article 29: assessment of reliability of the source and accuracy of information", "UNODC, Criminal Intelligence: Manual for Analysts (2011), chapter 4: evaluation of source and data"]
// reviewed = 2026-11-28
// params.good = {type = "texts", label = "Good grades", default = ["A", "B"]}
// params.least_links = {type = "integer", label = "With at least so many links", default = 0, min = 0, max = 1000000}
// columns.party = "entity"
// columns.name = "text"
// columns.source_grade = "text"
// columns.information_grade = "text"
// columns.sources = "texts"
// columns.links = "integer"
// example.graph = "border"
// example.row = {name = "Ivo M.", source_grade = "E", information_grade = "4", sources = ["tips"]}
MATCH (party:Party)
WHERE NOT party.source_grade IN $good
  AND NOT EXISTS { MATCH (party)-[tie]-() WHERE tie.source_grade IN $good }
WITH party, COUNT { (party)--() } AS links
WHERE links >= $least_links
RETURN party.id AS party, party.caption AS name, party.source_grade AS source_grade,
  party.information_grade AS information_grade, party.sources AS sources, links
ORDER BY links DESC, party

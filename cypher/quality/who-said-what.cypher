// Who said what about a person or body
// id = "quality/who-said-what"
// asks = "Which sources speak of a person or body, and tie it to what, how good are they, how may it be used, and since when is it known?"
// returns = "table"
// key = ["statement"]
// interactive = true
// tags = ["quality", "sources", "provenance", "handling"]
// typology = "What a conclusion rests on"
// references = ["Regulation (EU) 2016/794, Article 29: assessment of reliability of the source and accuracy of information", "UNODC, Criminal Intelligence: Manual for Analysts (2011), chapter 4: evaluation of source and data"]
// reviewed = 2026-11-28
// params.party = {type = "entity", label = "Person or body"}
// columns.statement = "text"
// columns.kind = "text"
// columns.about = "entity"
// columns.name = "text"
// columns.sources = "texts"
// columns.source_grade = "text"
// columns.information_grade = "text"
// columns.handling = "texts"
// columns.first_seen = "time"
// columns.last_seen = "time"
// example.graph = "border"
// example.params = {party = "seizures:person:VX1000005|CZ|Ivo Marek"}
// example.row = {kind = "SUBJECT_OF", name = "S26-2", sources = ["seizures"], source_grade = "A", information_grade = "2", handling = ["H1"]}
CALL {
  MATCH (party:Party {id: $party})
  RETURN party AS said, 'itself' AS kind, party AS about
  UNION ALL
  MATCH (:Party {id: $party})-[tie]-(other)
  RETURN tie AS said, type(tie) AS kind, other AS about
}
WITH DISTINCT said, kind, about
RETURN said.id AS statement, kind, about.id AS about, about.caption AS name, said.sources AS sources,
  said.source_grade AS source_grade, said.information_grade AS information_grade, said.handling AS handling,
  said.first_seen AS first_seen, said.last_seen AS last_seen
ORDER BY kind, statement

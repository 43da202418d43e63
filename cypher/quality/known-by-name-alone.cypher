// People of whom nothing but a name is known
// id = "quality/known-by-name-alone"
// asks = "Which people have no birth date, number, nationality, document or phone by which they could be told from others of the name?"
// returns = "table"
// key = ["person"]
// interactive = false
// tags = ["quality", "identity", "gaps"]
// typology = "A name that anybody may bear"
// references = ["Directive (EU) 2016/680, Article 7: verification of the quality of personal data"]
// reviewed = 2026-11-28
// params.least_links = {type = "integer", label = "With at least so many links", help = "Those that occur most are worth asking for first", default = 0, min = 0, max = 1000000}
// columns.person = "entity"
// columns.name = "text"
// columns.links = "integer"
// columns.sources = "texts"
// example.graph = "border"
// example.row = {name = "Wen Zee", links = 3, sources = ["travel_records"]}
MATCH (person:Person)
WHERE person.birth_date IS NULL AND person.id_number IS NULL AND person.nationality IS NULL
  AND NOT EXISTS { (person)-[:HOLDS|USES]->() }
WITH person, COUNT { (person)--() } AS links
WHERE links >= $least_links
RETURN person.id AS person, person.caption AS name, links, person.sources AS sources
ORDER BY links DESC, person

// People with birth dates that contradict each other
// id = "quality/conflicting-birth-dates"
// asks = "Of whom do the records state birth dates that cannot all be right, and which sources are they?"
// returns = "table"
// key = ["person"]
// interactive = true
// tags = ["quality", "identity", "dates"]
// typology = "Two people taken for one, or a date that was copied wrongly"
// references = ["Regulation (EU) 2019/818, Article 37: data quality control"]
// reviewed = 2026-11-28
// columns.person = "entity"
// columns.name = "text"
// columns.birth_dates = "texts"
// columns.sources = "texts"
// example.graph = "holdings"
// example.row = {person = "register:person:CY-P2000004", name = "Dina Limen", birth_dates = ["1981-11-12", "1981-12-11"], sources = ["register"]}
MATCH (person:Person)
WHERE size(person.birth_date) > 1
  AND ANY(one IN person.birth_date WHERE ANY(other IN person.birth_date
    WHERE NOT one STARTS WITH other AND NOT other STARTS WITH one))
RETURN person.id AS person, person.caption AS name, person.birth_date AS birth_dates, person.sources AS sources
ORDER BY person

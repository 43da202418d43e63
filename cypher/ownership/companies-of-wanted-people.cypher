// Companies of people that notices seek
// id = "ownership/companies-of-wanted-people"
// asks = "Which companies do the subjects of notices that stand own or direct, under the same number or document?"
// returns = "table"
// key = ["notice", "wanted", "tie"]
// interactive = true
// tags = ["ownership", "notices", "wanted", "directors"]
// typology = "Wanted people behind companies in trade"
// references = ["INTERPOL's Rules on the Processing of Data (2011), Article 82: purpose of red notices"]
// reviewed = 2026-11-28
// params.current = {type = "boolean", label = "Only what has not ended", default = false}
// columns.notice = "entity"
// columns.reference = "text"
// columns.colour = "text"
// columns.wanted = "entity"
// columns.wanted_name = "text"
// columns.company = "entity"
// columns.company_name = "text"
// columns.kind = "text"
// columns.tie = "text"
// columns.known_as = "entity"
// columns.known_as_name = "text"
// columns.document = "entity"
// example.graph = "harbour"
// example.row = {reference = "2026/2540", colour = "red", wanted_name = "GIJSBERT OOSTINDIE", company_name = "Belorechka Participations B.V.", kind = "DIRECTS", known_as = "register:person:NL-P4126282", known_as_name = "Gijsbert Oostindie"}
MATCH (notice:Notice)<-[:SUBJECT_OF]-(wanted:Person)
WHERE notice.withdrawn_on IS NULL
WITH DISTINCT notice, wanted
// People of two sources who hold one document are taken together; whether they are one is for people
// to judge, by both names.
MATCH (wanted)-[:HOLDS*0..2]-(known_as:Person)
WITH DISTINCT notice, wanted, known_as
MATCH (known_as)-[tie:OWNS|DIRECTS]->(company:Company)
WHERE NOT $current OR tie.until IS NULL
WITH DISTINCT notice, wanted, known_as, tie, company
// What both show, so that a network draws what joins them.
OPTIONAL MATCH (wanted)-[:HOLDS]->(shown)<-[:HOLDS]-(known_as)
WITH notice, wanted, known_as, tie, company, min(shown.id) AS document
RETURN notice.id AS notice, notice.reference AS reference, notice.colour AS colour,
  wanted.id AS wanted, wanted.caption AS wanted_name, company.id AS company, company.caption AS company_name,
  type(tie) AS kind, tie.id AS tie, known_as.id AS known_as,
  known_as.caption AS known_as_name, document
ORDER BY notice, company, wanted, tie

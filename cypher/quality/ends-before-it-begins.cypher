// Ties that end before they begin
// id = "quality/ends-before-it-begins"
// asks = "Which holdings, offices and other ties of people and bodies have an end before their beginning, and who says so?"
// returns = "table"
// key = ["tie"]
// interactive = false
// tags = ["quality", "dates"]
// typology = "Dates that were swapped or copied wrongly"
// references = ["Directive (EU) 2016/680, Article 7: verification of the quality of personal data"]
// reviewed = 2026-11-28
// columns.tie = "text"
// columns.kind = "text"
// columns.party = "entity"
// columns.party_name = "text"
// columns.other = "entity"
// columns.other_name = "text"
// columns.since = "date"
// columns.until = "date"
// columns.sources = "texts"
// example.graph = "holdings"
// example.row = {kind = "DIRECTS", party_name = "Uwe Ring", other_name = "Ringveld Gamma S.r.l.", since = "2022-05-01", until = "2021-05", sources = ["register"]}
MATCH (party:Party)-[tie:OWNS|DIRECTS|EMPLOYS|REPRESENTS|MEMBER_OF|OPERATES|HOLDS|USES|LOCATED_AT]->(other)
WHERE left(tie.until, size(tie.since)) < left(tie.since, size(tie.until))
RETURN tie.id AS tie, type(tie) AS kind, party.id AS party, party.caption AS party_name,
  other.id AS other, other.caption AS other_name, tie.since AS since, tie.until AS until, tie.sources AS sources
ORDER BY kind, tie

// Who came and went at a company
// id = "ownership/changes-of-control"
// asks = "Which owners and directors of a company came or went, when, and with what share?"
// returns = "table"
// key = ["event", "tie"]
// interactive = true
// tags = ["ownership", "directors", "shares", "time"]
// typology = "Owners and directors changed shortly before or after a deal, a seizure or a listing"
// references = ["FATF and Egmont Group, Concealment of Beneficial Ownership (2018)"]
// reviewed = 2026-11-28
// params.company = {type = "entity", label = "Company"}
// params.since = {type = "date", label = "From", default = "1900-01-01"}
// params.until = {type = "date", label = "Until", default = "2100-01-01"}
// columns.day = "date"
// columns.event = "text"
// columns.tie = "text"
// columns.party = "entity"
// columns.name = "text"
// columns.kind = "text"
// columns.share_percent = "number"
// example.graph = "holdings"
// example.params = {company = "register:company:NL-20000002"}
// example.row = {day = "2016-12-31", event = "went", name = "Cor Oudveld", kind = "OWNS", share_percent = 100.0}
MATCH (party:Party)-[tie:OWNS|DIRECTS]->(:Company {id: $company})
UNWIND ['came', 'went'] AS event
WITH party, tie, event, CASE event WHEN 'came' THEN tie.since ELSE tie.until END AS day
// A day of which no more than its year or month is known may lie within.
WHERE day >= left($since, size(day)) AND left(day, size($until)) <= $until
RETURN day, event, tie.id AS tie, party.id AS party, party.caption AS name, type(tie) AS kind,
  CASE type(tie) WHEN 'OWNS' THEN tie.share_percent END AS share_percent
ORDER BY day DESC, event, tie

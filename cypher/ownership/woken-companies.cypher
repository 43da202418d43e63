// Companies that trade after years of silence
// id = "ownership/woken-companies"
// asks = "Which companies neither sent nor received goods for a long time, from their founding or their last shipment on, and then did?"
// returns = "table"
// key = ["company", "woke_on"]
// interactive = false
// tags = ["ownership", "age", "dormancy", "shelf companies", "trade"]
// typology = "Shelf companies, and dormant ones taken over for their record"
// references = ["FATF and Egmont Group, Trade-Based Money Laundering: Risk Indicators (2021)", "World Bank and UNODC, The Puppet Masters (2011)"]
// reviewed = 2026-11-28
// params.least_days = {type = "integer", label = "Silent for at least so many days", default = 730, min = 30, max = 36500}
// columns.company = "entity"
// columns.name = "text"
// columns.silent_from = "date"
// columns.woke_on = "date"
// columns.days = "integer"
// example.graph = "holdings"
// example.row = {company = "register:company:NL-20000001", name = "Vellmark Trading B.V.", silent_from = "2016-03-01", woke_on = "2025-11-05", days = 3536}
MATCH (company:Company)-[:HOLDS*0..2]-(trader:Company)<-[:CONSIGNED_BY|CONSIGNED_TO]-(shipment:Shipment)
// A company of the register is the one of a manifest where both have one number.
WHERE company.incorporated_on IS NOT NULL AND shipment.loaded_on IS NOT NULL
WITH DISTINCT company, shipment.loaded_on AS loaded
ORDER BY loaded
WITH company, collect(loaded) AS traded
UNWIND range(0, size(traded) - 1) AS at
WITH company, traded[at] AS woke_on,
  CASE at WHEN 0 THEN company.incorporated_on ELSE traded[at - 1] END AS silent_from
WITH company, silent_from, woke_on,
  duration.inDays(date(left(silent_from + '-01-01', 10)), date(left(woke_on + '-01-01', 10))).days AS days
WHERE days >= $least_days
RETURN company.id AS company, company.caption AS name, silent_from, woke_on, days
ORDER BY days DESC, company, woke_on

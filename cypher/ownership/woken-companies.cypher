// Companies that trade after years of silence
// id = "ownership/woken-companies"
// asks = "Which companies neither sent nor received goods for a long time, from their founding, their last shipment or the first in the records on, and then did?"
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
MATCH (known:Shipment)
// Before the first shipment in the records nobody is silent: nothing is known.
WITH min(known.loaded_on) AS records_from
MATCH (company:Company)-[:HOLDS*0..2]-(trader:Company)<-[:CONSIGNED_BY|CONSIGNED_TO]-(shipment:Shipment)
// A company of the register is the one of a manifest where both have one number.
WHERE company.incorporated_on IS NOT NULL AND shipment.loaded_on IS NOT NULL
WITH DISTINCT records_from, company, shipment.loaded_on AS loaded
ORDER BY loaded
WITH records_from, company, collect(loaded) AS traded
UNWIND range(0, size(traded) - 1) AS at
WITH company, traded[at] AS woke_on, CASE
    WHEN at > 0 THEN traded[at - 1]
    WHEN company.incorporated_on < left(records_from, size(company.incorporated_on)) THEN records_from
    ELSE company.incorporated_on END AS silent_from
// Of a year or month that is all that is known, its end counts where silence begins: nobody is silent for longer.
WITH company, silent_from, woke_on,
  CASE size(silent_from) WHEN 4 THEN silent_from + '-12-31' WHEN 7 THEN silent_from + '-28' ELSE silent_from END AS since
WITH company, silent_from, woke_on,
  duration.inDays(date(since), date(left(woke_on + '-01-01', 10))).days AS days
WHERE days >= $least_days
RETURN company.id AS company, company.caption AS name, silent_from, woke_on, days
ORDER BY days DESC, company, woke_on

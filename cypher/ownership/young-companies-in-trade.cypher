// Companies that trade as soon as they are founded
// id = "ownership/young-companies-in-trade"
// asks = "Which companies sent or received goods within days of their founding, or even before it, how often and how much?"
// returns = "table"
// key = ["company"]
// interactive = false
// tags = ["ownership", "age", "trade", "shell companies"]
// typology = "A company founded for one trade"
// references = ["FATF and Egmont Group, Trade-Based Money Laundering: Risk Indicators (2021)"]
// reviewed = 2026-11-28
// params.within_days = {type = "integer", label = "Within days of founding", default = 90, min = 0, max = 3650}
// params.founded_from = {type = "date", label = "Founded on or after", default = "1900-01-01"}
// columns.company = "entity"
// columns.name = "text"
// columns.founded = "date"
// columns.first_loaded = "date"
// columns.shipments = "integer"
// columns.weight_kg = "number"
// example.graph = "holdings"
// example.row = {company = "register:company:NL-20000021", name = "Grondveld Import B.V.", founded = "2023-02-01", first_loaded = "2023-02-20", shipments = 2, weight_kg = 40500.5}
MATCH (company:Company)-[:HOLDS*0..2]-(trader:Company)<-[:CONSIGNED_BY|CONSIGNED_TO]-(shipment:Shipment)
// A company of the register is the one of a manifest where both have one number.
WHERE company.incorporated_on >= $founded_from
  AND date(left(shipment.loaded_on + '-01-01', 10))
    <= date(left(company.incorporated_on + '-01-01', 10)) + duration({days: $within_days})
WITH DISTINCT company, shipment
WITH company, min(shipment.loaded_on) AS first_loaded, count(shipment) AS shipments, sum(shipment.weight_kg) AS weight
RETURN company.id AS company, company.caption AS name, company.incorporated_on AS founded, first_loaded, shipments,
  round(weight * 10) / 10.0 AS weight_kg
ORDER BY founded DESC, company

// Payments of those in a seizure, in the days around it
// id = "money/around-a-seizure"
// asks = "Which payments were made to and from accounts of the parties to a seizure, in the days before and after it?"
// returns = "table"
// key = ["payment", "account", "party"]
// interactive = true
// tags = ["money", "payments", "seizures"]
// typology = "Payment for goods, and money moved out of reach once they are taken"
// references = ["FATF, Operational Issues: Financial Investigations Guidance (2012)"]
// reviewed = 2026-11-28
// params.seizure = {type = "entity", label = "Seizure", help = "Where no more than its month or year is known, its first day counts"}
// params.days_before = {type = "integer", label = "Days before", default = 30, min = 0, max = 3650}
// params.days_after = {type = "integer", label = "Days after", default = 30, min = 0, max = 3650}
// params.not_as = {type = "texts", label = "But not as", help = "Roles of those who are named and not behind it", default = ["officer", "witness", "victim"]}
// columns.payment = "text"
// columns.at = "time"
// columns.party = "entity"
// columns.name = "text"
// columns.account = "entity"
// columns.direction = "text"
// columns.amount = "number"
// columns.currency = "text"
// columns.other = "entity"
// columns.other_name = "text"
// example.graph = "ledger"
// example.params = {seizure = "seizures:seizure:S60-1", days_after = 7}
// example.row = {name = "Duinoord Services B.V.", direction = "out", amount = 14700.0, currency = "EUR", other_name = "CY18002001280000000000000001"}
MATCH (seizure:Seizure {id: $seizure})
WHERE seizure.seized_on IS NOT NULL
MATCH (seizure)<-[named:SUBJECT_OF|SEIZED_IN]-(taken)
WHERE NOT toLower(coalesce(named.role, '')) IN $not_as
MATCH (taken)-[:CONSIGNED_BY|CONSIGNED_TO|NOTIFIED_TO*0..1]->(party:Party)
// a company may be two nodes, of customs and of the bank, that hold one registration number
MATCH (party) ((:Party)-[:HOLDS]->(:RegistrationNumber)<-[:HOLDS]-(:Party)){0,1} (holder:Party)
MATCH (holder)-[:USES]->(account:BankAccount|Wallet)
WITH DISTINCT party, account, datetime(left(seizure.seized_on + '-01-01', 10) + 'T00:00:00Z') AS day
MATCH (account)-[paid:PAID]-(other)
WHERE paid.at >= day - duration({days: $days_before}) AND paid.at < day + duration({days: $days_after + 1})
RETURN paid.id AS payment, paid.at AS at, party.id AS party, party.caption AS name,
  account.id AS account,
  CASE WHEN startNode(paid).id = account.id THEN 'out' ELSE 'in' END AS direction,
  paid.amount AS amount, paid.currency AS currency, other.id AS other, other.caption AS other_name
ORDER BY at, payment, account, party

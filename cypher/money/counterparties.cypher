// With whom a party exchanges money
// id = "money/counterparties"
// asks = "Who paid a party and whom did it pay, over which of its accounts, how often and how much?"
// returns = "table"
// key = ["account", "other", "direction", "currency"]
// interactive = true
// tags = ["money", "payments", "accounts"]
// typology = "Whom the money comes from and whom it goes to"
// references = ["FATF, Operational Issues: Financial Investigations Guidance (2012)"]
// reviewed = 2026-11-28
// params.party = {type = "entity", label = "Party"}
// columns.account = "entity"
// columns.direction = "text"
// columns.other = "entity"
// columns.other_name = "text"
// columns.holders = "texts"
// columns.payments = "integer"
// columns.amount = "number"
// columns.currency = "text"
// columns.first_at = "time"
// columns.last_at = "time"
// example.graph = "ledger"
// example.params = {party = "asset_freezes:company:CY-60000007"}
// example.row = {direction = "in", other_name = "NL55VELD0000000002", holders = ["Duinoord Services B.V."], payments = 3, amount = 42200.0, currency = "EUR"}
MATCH (:Party {id: $party})-[:USES]->(account:BankAccount|Wallet)
WITH DISTINCT account
MATCH (account)-[total:PAYMENTS_TOTAL]-(other)
RETURN account.id AS account, CASE WHEN startNode(total).id = account.id THEN 'out' ELSE 'in' END AS direction,
  other.id AS other, other.caption AS other_name,
  COLLECT { MATCH (holder:Party)-[:USES]->(other) RETURN DISTINCT holder.caption AS name ORDER BY name } AS holders,
  total.count AS payments, round(total.sum * 100) / 100.0 AS amount, total.currency AS currency,
  total.first AS first_at, total.last AS last_at
ORDER BY amount DESC, account, other, direction, currency

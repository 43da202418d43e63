// Payments to and from listed parties
// id = "money/to-listed-parties"
// asks = "Who paid, or was paid by, an account of a party that is on a list, how much, and after it was listed?"
// returns = "table"
// key = ["listed", "account", "other", "direction", "currency"]
// interactive = true
// tags = ["money", "payments", "sanctions", "lists"]
// typology = "Funds made available to a listed party"
// references = ["FATF, International Best Practices: Targeted Financial Sanctions Related to Terrorism and Terrorist Financing (2013)"]
// reviewed = 2026-11-28
// params.topic = {type = "text", label = "Listed as", help = "What makes it of interest", default = "sanction"}
// params.since = {type = "time", label = "Paid from", default = "1900-01-01T00:00:00Z"}
// columns.listed = "entity"
// columns.listed_name = "text"
// columns.listed_on = "date"
// columns.account = "entity"
// columns.direction = "text"
// columns.other = "entity"
// columns.other_name = "text"
// columns.payments = "integer"
// columns.after_listing = "integer"
// columns.amount = "number"
// columns.currency = "text"
// columns.last_at = "time"
// example.graph = "ledger"
// example.row = {listed_name = "Karavostasi Trading Ltd", listed_on = "2026-03-05", direction = "in", other_name = "NL55VELD0000000002", payments = 3, after_listing = 2, amount = 42200.0, currency = "EUR"}
MATCH (listed:Party)
WHERE $topic IN listed.topics
MATCH (listed)-[:USES]->(account:BankAccount|Wallet)
// Where no more than the month or year of the listing is known, what was paid from its end on came after it.
WITH DISTINCT listed, account, CASE size(listed.listed_on)
  WHEN 10 THEN datetime(listed.listed_on + 'T00:00:00Z')
  WHEN 7 THEN datetime(listed.listed_on + '-01T00:00:00Z') + duration({months: 1})
  WHEN 4 THEN datetime(listed.listed_on + '-01-01T00:00:00Z') + duration({years: 1}) END AS listed_at
MATCH (account)-[paid:PAID]-(other)
WHERE paid.at >= datetime($since)
WITH DISTINCT listed, listed_at, account, other, paid
WITH listed, listed_at, account, other, CASE WHEN startNode(paid).id = account.id THEN 'out' ELSE 'in' END AS direction,
  paid.currency AS currency, count(paid) AS payments,
  sum(CASE WHEN paid.at >= listed_at THEN 1 ELSE 0 END) AS after_listing,
  sum(paid.amount) AS amount, max(paid.at) AS last_at
RETURN listed.id AS listed, listed.caption AS listed_name, listed.listed_on AS listed_on, account.id AS account,
  direction, other.id AS other, other.caption AS other_name, payments,
  CASE WHEN listed_at IS NOT NULL THEN after_listing END AS after_listing,
  round(amount * 100) / 100.0 AS amount, currency, last_at
ORDER BY last_at DESC, listed, account, other, direction, currency

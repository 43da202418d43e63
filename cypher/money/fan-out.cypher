// Accounts that pay many others within a few days
// id = "money/fan-out"
// asks = "Which accounts paid many others within a window of time, and how much went out?"
// returns = "table"
// key = ["account", "currency"]
// interactive = false
// tags = ["money", "payments", "layering", "mules"]
// typology = "One sum scattered over many accounts"
// references = ["FATF, Professional Money Laundering (2018)"]
// reviewed = 2026-11-28
// params.since = {type = "time", label = "From"}
// params.until = {type = "time", label = "Until"}
// params.least_payees = {type = "integer", label = "At least so many payees", default = 3, min = 2, max = 100000}
// params.most_amount = {type = "number", label = "Each payment at most", help = "Such as the amount from which banks report", default = 10000, min = 0}
// columns.account = "entity"
// columns.number = "text"
// columns.payees = "integer"
// columns.payments = "integer"
// columns.amount = "number"
// columns.currency = "text"
// columns.first_at = "time"
// columns.last_at = "time"
// example.graph = "ledger"
// example.params = {since = "2026-04-01T00:00:00Z", until = "2026-04-03T00:00:00Z"}
// example.row = {number = "NL82VELD0000000001", payees = 3, payments = 3, amount = 7450.75, currency = "EUR"}
MATCH (account:BankAccount)-[paid:PAID]->(payee)
WHERE paid.at >= datetime($since) AND paid.at < datetime($until) AND paid.amount <= $most_amount
WITH account, paid.currency AS currency, count(DISTINCT payee) AS payees, count(paid) AS payments,
  sum(paid.amount) AS amount, min(paid.at) AS first_at, max(paid.at) AS last_at
WHERE payees >= $least_payees
RETURN account.id AS account, account.caption AS number, payees, payments,
  round(amount * 100) / 100.0 AS amount, currency, first_at, last_at
ORDER BY payees DESC, account, currency

// Accounts that many others pay into within a few days
// id = "money/fan-in"
// asks = "Which accounts were paid by many others within a window of time, and how much came in?"
// returns = "table"
// key = ["account", "currency"]
// interactive = true
// tags = ["money", "payments", "structuring", "mules"]
// typology = "Smurfing: small payments by many gathered in one account"
// references = ["FATF, Professional Money Laundering (2018)"]
// reviewed = 2026-11-28
// params.since = {type = "time", label = "From"}
// params.until = {type = "time", label = "Until"}
// params.least_payers = {type = "integer", label = "At least so many payers", default = 3, min = 2, max = 100000}
// params.most_amount = {type = "number", label = "Each payment at most", help = "Such as the amount from which banks report", default = 10000, min = 0}
// columns.account = "entity"
// columns.number = "text"
// columns.payers = "integer"
// columns.payments = "integer"
// columns.amount = "number"
// columns.currency = "text"
// columns.first_at = "time"
// columns.last_at = "time"
// example.graph = "accounts"
// example.params = {since = "2026-02-01T00:00:00Z", until = "2026-02-03T00:00:00Z"}
// example.row = {payers = 4, payments = 4, amount = 37800.0, currency = "EUR"}
MATCH (account:BankAccount)<-[paid:PAID]-(payer)
WHERE paid.amount <= $most_amount AND paid.at >= datetime($since) AND paid.at < datetime($until)
WITH account, paid.currency AS currency, count(DISTINCT payer) AS payers, count(paid) AS payments,
  sum(paid.amount) AS amount, min(paid.at) AS first_at, max(paid.at) AS last_at
WHERE payers >= $least_payers
RETURN account.id AS account, account.caption AS number, payers, payments,
  round(amount * 100) / 100.0 AS amount, currency, first_at, last_at
ORDER BY payers DESC, account, currency

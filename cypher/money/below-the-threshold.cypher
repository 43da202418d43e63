// Payments kept just below a reporting threshold
// id = "money/below-the-threshold"
// asks = "Into which accounts were several amounts paid that lie just below the one from which banks report, within a window of time?"
// returns = "table"
// key = ["account", "currency"]
// interactive = true
// tags = ["money", "payments", "cash", "structuring"]
// typology = "Structuring: one sum paid in parts below the threshold"
// references = ["FFIEC, BSA/AML Examination Manual (2014), Appendix F: Money Laundering and Terrorist Financing Red Flags", "FFIEC, BSA/AML Examination Manual (2014), Appendix G: Structuring"]
// reviewed = 2026-11-28
// params.since = {type = "time", label = "From"}
// params.until = {type = "time", label = "Until"}
// params.threshold = {type = "number", label = "Threshold", default = 10000, min = 1}
// params.currency = {type = "text", label = "Its currency", default = "EUR"}
// params.below_percent = {type = "number", label = "Below it by at most (%)", default = 10, min = 0, max = 100}
// params.least = {type = "integer", label = "At least so many payments", default = 3, min = 2, max = 100000}
// columns.account = "entity"
// columns.number = "text"
// columns.payments = "integer"
// columns.payers = "integer"
// columns.cash = "integer"
// columns.amount = "number"
// columns.currency = "text"
// columns.first_at = "time"
// columns.last_at = "time"
// example.graph = "ledger"
// example.params = {since = "2026-04-10T00:00:00Z", until = "2026-04-13T00:00:00Z"}
// example.row = {number = "NL28VELD0000000003", payments = 3, payers = 2, cash = 3, amount = 29200.0, currency = "EUR"}
MATCH (account:BankAccount)<-[paid:PAID]-(payer)
WHERE paid.amount < $threshold AND paid.amount >= $threshold * (100.0 - $below_percent) / 100.0
  AND paid.currency = $currency AND paid.at >= datetime($since) AND paid.at < datetime($until)
WITH account, paid.currency AS currency, count(paid) AS payments, count(DISTINCT payer) AS payers,
  sum(CASE WHEN paid.method = 'cash' THEN 1 ELSE 0 END) AS cash, sum(paid.amount) AS amount,
  min(paid.at) AS first_at, max(paid.at) AS last_at
WHERE payments >= $least
RETURN account.id AS account, account.caption AS number, payments, payers, cash,
  round(amount * 100) / 100.0 AS amount, currency, first_at, last_at
ORDER BY payments DESC, account, currency

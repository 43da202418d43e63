// Accounts whose payments are mostly round
// id = "money/round-amounts"
// asks = "Which accounts paid mostly round amounts, such as whole thousands, and how much in all?"
// returns = "table"
// key = ["account", "currency"]
// interactive = false
// tags = ["money", "payments", "invoices"]
// typology = "Sums that no invoice comes to"
// references = ["FFIEC, BSA/AML Examination Manual (2014), Appendix F: Money Laundering and Terrorist Financing Red Flags"]
// reviewed = 2026-11-28
// params.multiple = {type = "integer", label = "Multiples of", default = 1000, min = 10, max = 1000000}
// params.least = {type = "integer", label = "At least so many round payments", default = 3, min = 1, max = 100000}
// params.least_percent = {type = "number", label = "Of all at least (%)", default = 50, min = 0, max = 100}
// columns.account = "entity"
// columns.number = "text"
// columns.round_payments = "integer"
// columns.payments = "integer"
// columns.percent = "number"
// columns.amount = "number"
// columns.currency = "text"
// example.graph = "ledger"
// example.params = {multiple = 500, least = 3}
// example.row = {number = "NL82VELD0000000001", round_payments = 3, payments = 4, percent = 75.0, amount = 25000.0, currency = "EUR"}
MATCH (account:BankAccount)-[paid:PAID]->()
WHERE paid.amount > 0
WITH account, paid.currency AS currency, paid.amount AS amount, paid.amount % $multiple = 0 AS is_round
WITH account, currency, count(*) AS payments, sum(CASE WHEN is_round THEN 1 ELSE 0 END) AS round_payments,
  sum(CASE WHEN is_round THEN amount ELSE 0.0 END) AS amount
WHERE round_payments >= $least AND 100.0 * round_payments / payments >= $least_percent
RETURN account.id AS account, account.caption AS number, round_payments, payments,
  round(10000.0 * round_payments / payments) / 100.0 AS percent, round(amount * 100) / 100.0 AS amount, currency
ORDER BY round_payments DESC, account, currency

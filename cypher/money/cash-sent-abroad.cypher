// Cash paid in and sent abroad within days
// id = "money/cash-sent-abroad"
// asks = "From which accounts was cash that had been paid in sent on to an account in another country within days?"
// returns = "table"
// key = ["payment"]
// interactive = false
// tags = ["money", "cash", "payments", "countries"]
// typology = "Placement of cash, then transfer to another jurisdiction"
// references = ["FFIEC, BSA/AML Examination Manual (2014), Appendix F: Money Laundering and Terrorist Financing Red Flags"]
// reviewed = 2026-11-28
// params.since = {type = "time", label = "Sent from", default = "1900-01-01T00:00:00Z"}
// params.within_days = {type = "integer", label = "Cash of so many days before", default = 7, min = 0, max = 365}
// params.least_amount = {type = "number", label = "Sent at least", default = 5000, min = 0}
// params.kept_percent = {type = "number", label = "Of the amount, cash at least (%)", default = 80, min = 0, max = 100}
// columns.payment = "text"
// columns.account = "entity"
// columns.country = "country"
// columns.at = "time"
// columns.amount = "number"
// columns.currency = "text"
// columns.to_account = "entity"
// columns.to_country = "country"
// columns.cash_payments = "integer"
// columns.cash = "number"
// example.graph = "ledger"
// example.row = {account = "bank_account:NL28VELD0000000003", country = "NL", amount = 28000.0, currency = "EUR", to_country = "CY", cash_payments = 3, cash = 29200.0}
MATCH (account:BankAccount)-[sent:PAID]->(abroad:BankAccount)
WHERE account.country <> abroad.country AND sent.at >= datetime($since) AND sent.amount >= $least_amount
MATCH ()-[deposit:PAID]->(account)
WHERE deposit.method = 'cash' AND deposit.currency = sent.currency
  AND deposit.at <= sent.at AND deposit.at >= sent.at - duration({days: $within_days})
WITH account, sent, abroad, count(deposit) AS cash_payments, sum(deposit.amount) AS cash
WHERE cash >= sent.amount * $kept_percent / 100.0
RETURN sent.id AS payment, account.id AS account, account.country AS country, sent.at AS at, sent.amount AS amount,
  sent.currency AS currency, abroad.id AS to_account, abroad.country AS to_country, cash_payments,
  round(cash * 100) / 100.0 AS cash
ORDER BY amount DESC, payment

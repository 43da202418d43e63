// Accounts that lay still and then moved much
// id = "money/accounts-that-awoke"
// asks = "Which accounts had no payment for many months and then a large one?"
// returns = "table"
// key = ["account", "payment"]
// interactive = false
// tags = ["money", "accounts", "dormancy"]
// typology = "Dormant accounts bought or taken over"
// references = ["FFIEC, BSA/AML Examination Manual (2014), Appendix F: Money Laundering and Terrorist Financing Red Flags"]
// reviewed = 2026-11-28
// params.quiet_days = {type = "integer", label = "Quiet for at least days", default = 180, min = 1, max = 36500}
// params.least_amount = {type = "number", label = "Then a payment of at least", default = 1000, min = 0}
// columns.account = "entity"
// columns.number = "text"
// columns.quiet_since = "time"
// columns.awoke_at = "time"
// columns.payment = "text"
// columns.amount = "number"
// columns.currency = "text"
// columns.direction = "text"
// example.graph = "ledger"
// example.row = {number = "NL71VELD0000000005", amount = 2450.75, currency = "EUR", direction = "in"}
MATCH (account:BankAccount)-[paid:PAID]-()
WHERE paid.at IS NOT NULL
WITH account, paid
ORDER BY account.id, paid.at, paid.id
WITH account, collect(paid) AS paid
UNWIND range(1, size(paid) - 1) AS at
WITH account, paid[at - 1] AS earlier, paid[at] AS awoke
WHERE awoke.amount >= $least_amount AND awoke.at >= earlier.at + duration({days: $quiet_days})
RETURN account.id AS account, account.caption AS number, earlier.at AS quiet_since, awoke.at AS awoke_at,
  awoke.id AS payment, awoke.amount AS amount, awoke.currency AS currency,
  CASE WHEN startNode(awoke).id = account.id THEN 'out' ELSE 'in' END AS direction
ORDER BY amount DESC, account, payment
